using System.Globalization;
using InstructRec.Catalog;
using InstructRec.Data;
using InstructRec.Data.Readers;
using InstructRec.Instructions;
using InstructRec.Templates;

namespace Templates;

/// <summary>One person of MovieLens as an example for any template: the last film is the target, the films before it the history.</summary>
internal sealed class FilmExample
{
    private readonly Item[] history;
    private readonly Item target;
    private readonly Item[] others;

    private FilmExample(Item[] history, Item target, Item[] others) => (this.history, this.target, this.others) = (history, target, others);

    public static FilmExample Of(string folder, string person, int length)
    {
        InteractionDataset films = DatasetFolder.Open(folder);
        if (!films.TryFindPerson(person, out int index))
        {
            throw new ArgumentException($"There is no person {person}; MovieLens latest-small has 1 to {films.PersonCount}.");
        }

        int[] seen = films.History(index).ToArray();
        var random = new Random(7);
        int[] unseen = [.. films.InteractedItems().Except(seen)];
        return new FilmExample(
            [.. seen[..^1].TakeLast(length).Select(i => films.Items[i])],
            films.Items[seen[^1]],
            [.. Enumerable.Range(0, 4).Select(_ => films.Items[unseen[random.Next(unseen.Length)]])]
        );
    }

    /// <summary>The example with all that a template may read or write; <paramref name="intention"/> decides between I1 and I2.</summary>
    public InstructionExample For(InstructionTemplate template, IntentionForm intention) =>
        new()
        {
            Instruction = template.Slots.Any(s => s.Name == "wish")
                ? Instruction.FromText($"Please find {Wish()}, nothing too long")
                : new Instruction
                {
                    Preference = Preference.Both(history, Taste()),
                    Intention = intention switch
                    {
                        IntentionForm.Vague => Intention.Vague(Wish()),
                        IntentionForm.Specific => Intention.Specific(Attributes()),
                        _ => Intention.None,
                    },
                },
            Target = target,
            Candidates = template.Task switch
            {
                TaskForm.Pointwise => [target],
                TaskForm.Pairwise => [others[0], target],
                TaskForm.Reranking => [others[0], others[1], target, others[2], others[3]],
                _ => [],
            },
        };

    private string Taste()
    {
        string[] genres =
        [
            .. history
                .SelectMany(f => Labels(f, "genre"))
                .GroupBy(g => g)
                .OrderByDescending(g => g.Count())
                .ThenBy(g => g.Key, StringComparer.Ordinal)
                .Take(2)
                .Select(g => g.Key.ToLower(CultureInfo.InvariantCulture)),
        ];
        return $"Mostly watches {string.Join(" and ", genres)} films";
    }

    private string Wish() =>
        $"a good {(Labels(target, "genre").FirstOrDefault() ?? "film").ToLower(CultureInfo.InvariantCulture)} film for tonight";

    private IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Attributes() =>
        target.Attributes.Where(a => a.Key is "genre" or "decade").OrderByDescending(a => a.Key, StringComparer.Ordinal);

    private static IReadOnlyList<string> Labels(Item film, string attribute) =>
        film.Attributes.TryGetValue(attribute, out IReadOnlyList<string>? labels) ? labels : [];
}
