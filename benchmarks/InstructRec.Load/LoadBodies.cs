using System.Globalization;
using System.Text.Json;

namespace InstructRec.Load;

/// <summary>Requests over an invented catalogue, written before the clock runs: what a client spends on writing them is no part of the server's time.</summary>
internal sealed class LoadBodies
{
    public const int Titles = 1_000;
    private const int Different = 4_096;
    private static readonly string[] Names = ["Heat", "Toy Story", "Alien", "The Lost City", "Night on Earth", "Back to the Future", "Rob Roy", "Goldfinger", "The Long Goodbye", "Paper Moon"];
    private readonly byte[][] _bodies = [.. Enumerable.Range(0, Different).Select(Body)];

    /// <summary>One of them; the same one for the same number.</summary>
    public byte[] this[int seed] => _bodies[(seed & int.MaxValue) % Different];

    /// <summary>Requests that between them have every title as a candidate once, so that nothing is met for the first time while the clock runs.</summary>
    public static IEnumerable<byte[]> OfEveryTitle() => Enumerable.Range(0, Titles).Chunk(10).Select(ten => JsonSerializer.SerializeToUtf8Bytes(new { candidates = ten.Select(Film) }));

    private static object Film(int film) =>
        new { id = film.ToString(CultureInfo.InvariantCulture), title = string.Create(CultureInfo.InvariantCulture, $"{Names[film % Names.Length]} {film / 100} ({1950 + (film % 70)})") };

    private static byte[] Body(int seed)
    {
        Random random = new(seed);
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            instruction = new
            {
                preference = new { history = Enumerable.Range(0, 1 + random.Next(20)).Select(i => new { item = Film(random.Next(Titles)), position = i }) },
                intention = new { wish = $"something like {Names[random.Next(Names.Length)]}" },
            },
            candidates = Enumerable.Range(0, 10).Select(_ => Film(random.Next(Titles))),
        });
    }
}
