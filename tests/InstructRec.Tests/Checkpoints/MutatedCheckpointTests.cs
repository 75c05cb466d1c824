using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using InstructRec.Checkpoints;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.Checkpoints;

[Collection("native")]
public sealed class MutatedCheckpointTests
{
    private const int Files = 10_000;

    private static readonly string[] Numbers = ["0", "-1", "1e9", "2147483648", "9223372036854775807", "18446744073709551616", "0.5", "null", "\"x\"", "[]", "{}", "true"];

    [Fact]
    public void Ten_thousand_damaged_files_give_a_typed_exception_or_a_whole_network()
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder single = new(inMemory: true);
        using TemporaryFolder sharded = new(inMemory: true);
        PretrainedWriter.Write(TinyConfig.Tied, ParameterSet.Random(TinyConfig.Tied), single.Path, new PretrainedSaveOptions { Manifest = new CheckpointManifest { PriorWeight = 1, Command = "train" } });
        PretrainedWriter.Write(TinyConfig.OwnHead, ParameterSet.Random(TinyConfig.OwnHead), sharded.Path, new PretrainedSaveOptions { MaxShardBytes = 400 });
        (string Path, byte[] Whole)[] targets = [.. new[] { single.Path, sharded.Path }.SelectMany(f => Directory.GetFiles(f)).Order(StringComparer.Ordinal).Select(f => (f, File.ReadAllBytes(f)))];
        Random random = new(20_260_301);
        Dictionary<string, int> outcomes = [];
        for (int i = 0; i < Files; i++)
        {
            (string path, byte[] whole) = targets[random.Next(targets.Length)];
            byte[] mutated = Mutate(whole, path.EndsWith(".safetensors", StringComparison.Ordinal), random);
            File.WriteAllBytes(path, mutated);
            string outcome = Try(Path.GetDirectoryName(path)!, i);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            File.WriteAllBytes(path, whole);
        }

        // Neither all refused nor all swallowed, else the mutations would be no test.
        outcomes.Keys.Should().BeEquivalentTo("loaded", "refused");
        outcomes.Values.Should().OnlyContain(count => count > Files / 20);
    }

    private static string Try(string folder, int number)
    {
        try
        {
            using DisposeScope scope = NewDisposeScope();
            PretrainedFolder opened = PretrainedFolder.Open(folder);
            Dictionary<string, Tensor> parameters = ParameterSet.Empty(opened.Config);
            opened.CopyTo(parameters, logger: null);
            return "loaded";
        }
        catch (InstructRecException e) when (e.Kind == InstructRecErrorKind.Checkpoint && e.Where!.StartsWith(folder, StringComparison.Ordinal) && !e.Message.Contains('\n'))
        {
            return "refused";
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Mutated file {number}: {e.Message}"), e);
        }
    }

    private static byte[] Mutate(byte[] whole, bool safetensors, Random random)
    {
        List<byte> bytes = [.. whole];
        int header = safetensors ? (int)BinaryPrimitives.ReadUInt64LittleEndian(whole) : whole.Length;
        int from = safetensors && random.Next(4) > 0 ? 8 : 0;
        int to = safetensors && random.Next(8) > 0 ? 8 + header : whole.Length;
        for (int times = random.Next(1, 4); times > 0; times--)
        {
            int at = random.Next(from, Math.Min(to, bytes.Count - 1));
            switch (random.Next(7))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.Insert(at, (byte)random.Next(256)); break;
                case 3: bytes.RemoveAt(at); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5: bytes.InsertRange(at, [.. bytes.Skip(at).Take(random.Next(1, 60))]); break;
                default: ReplaceNumber(bytes, at, random); break;
            }

            if (bytes.Count < 2)
            {
                break;
            }

            from = Math.Min(from, bytes.Count - 2);
            to = Math.Min(to, bytes.Count - 1);
        }

        // A header whose length was mended reaches the checks behind it.
        if (safetensors && bytes.Count > 8 && random.Next(2) == 0)
        {
            int change = bytes.Count - whole.Length;
            byte[] mended = [.. bytes];
            BinaryPrimitives.WriteUInt64LittleEndian(mended, (ulong)Math.Max(0, header + change));
            return mended;
        }

        return [.. bytes];
    }

    private static void ReplaceNumber(List<byte> bytes, int at, Random random)
    {
        int start = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (start >= 0)
        {
            int end = start;
            while (end < bytes.Count && bytes[end] is >= (byte)'0' and <= (byte)'9')
            {
                end++;
            }

            bytes.RemoveRange(start, end - start);
            bytes.InsertRange(start, Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]));
        }
    }
}
