using System.Globalization;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>The bucket of every distance of the reference, for every size of table it has.</summary>
[Collection("native")]
public class RelativePositionBucketsGoldenTests
{
    [Fact]
    public void Every_distance()
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> values = GoldenTensors.Tensors("buckets", "buckets.safetensors");
        long[] distances = values["relative_position"].data<long>().ToArray();
        string[] tables = [.. values.Keys.Where(n => n.StartsWith("buckets_", StringComparison.Ordinal))];
        tables.Should().NotBeEmpty();
        foreach (string table in tables)
        {
            // buckets_COUNT_GREATEST_bidirectional or _causal.
            string[] parts = table.Split('_');
            int count = int.Parse(parts[1], CultureInfo.InvariantCulture), greatest = int.Parse(parts[2], CultureInfo.InvariantCulture);
            long[] actual = [.. distances.Select(d => (long)RelativePositionBuckets.Of(d, count, greatest, parts[3] == "bidirectional"))];
            actual.Should().Equal(values[table].data<long>().ToArray(), table);
        }
    }
}
