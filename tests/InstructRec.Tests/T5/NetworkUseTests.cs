using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>Calls by the hundred, from several threads, row by row and in batches.</summary>
[Collection("native")]
public class NetworkUseTests
{
    [Fact]
    public void NothingIsLeftBehindIn500Calls()
    {
        using T5ForConditionalGeneration model = SmallNetwork.Create();
        for (int i = 0; i < 50; i++)
        {
            Use(model, trains: i % 10 == 0);
        }

        long tensors = SettledMemory.LiveTensors(), memory = SettledMemory.ResidentBytes();
        for (int i = 0; i < 500; i++)
        {
            Use(model, trains: i % 10 == 0);
        }

        Tensor.TotalCount.Should().Be(tensors);
        (SettledMemory.ResidentBytes() - memory).Should().BeLessThan(32 << 20);
    }

    [Fact]
    public void EightThreadsGetTheSameBits()
    {
        using T5ForConditionalGeneration model = SmallNetwork.Create();
        float[] expected = Once();
        float[][] found = new float[8][];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(i => new Thread(() => found[i] = Once()))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        found.Should().AllSatisfy(f => f.Should().Equal(expected));

        float[] Once()
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable grad = no_grad();
            (Tensor ids, Tensor mask) = SmallNetwork.Source(3, 24);
            using EncodedInstruction encoded = model.Encode(ids, mask);
            return model.Head(model.DecodePacked(SmallNetwork.Tree(3, 13), encoded)).data<float>().ToArray();
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-4)]
    [InlineData(ScalarType.BFloat16, 0.2)]
    public void ABatchOfUnequalLengthsIsItsRowsOneByOne(ScalarType type, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration model = SmallNetwork.Create(type);
        (Tensor ids, Tensor mask) = SmallNetwork.Source(4, 31);
        Tensor targets = SmallNetwork.Source(4, 9).Ids;
        Tensor together = model.forward(ids, mask, targets).to_type(ScalarType.Float32).log_softmax(-1);
        for (int row = 0; row < 4; row++)
        {
            Tensor alone = model.forward(ids.narrow(0, row, 1).narrow(1, 0, 31 - (3 * row)), null, targets.narrow(0, row, 1)).to_type(ScalarType.Float32).log_softmax(-1);
            alone.ShouldBe(together.narrow(0, row, 1), tolerance, "row");
        }
    }

    [Fact]
    public void CachedStepsEqualTheFullPass_WhileBeamsForkAndRowsLeave()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration model = SmallNetwork.Create();
        (Tensor ids, Tensor mask) = SmallNetwork.Source(2, 20);
        using EncodedInstruction both = model.Encode(ids, mask);
        using KeyValueCache cache = model.CreateCache(2, 6, 4);
        long[][] rows = [[0], [0]];
        int[] sources = [0, 1];
        Step(both);

        // Each instruction forks into two beams, they cross over, and the first instruction leaves.
        Continue([0, 0, 1, 1], [5, 6, 7, 8]);
        Step(both);
        Continue([1, 0, 3, 2], [9, 10, 11, 12]);
        Step(both);
        Continue([3, 2], [13, 14]);
        using EncodedInstruction second = both.Select(tensor(new long[] { 1 }));
        Step(second);
        Continue([1, 1], [15, 16]);
        Step(second);
        cache.Length.Should().Be(5);

        void Continue(long[] order, long[] tokens)
        {
            cache.Reorder(tensor(order));
            rows = [.. order.Select((from, i) => (long[])[.. rows[from], tokens[i]])];
            sources = [.. order.Select(from => sources[from])];
        }

        void Step(EncodedInstruction encoded)
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor logits = model.DecodeStep(tensor(rows.Select(r => r[^1]).ToArray(), [rows.Length, 1]), cache, encoded);
            for (int i = 0; i < rows.Length; i++)
            {
                Tensor full = model.forward(ids.narrow(0, sources[i], 1), mask.narrow(0, sources[i], 1), tensor(rows[i], [1, rows[i].Length]));
                logits[i].ShouldBe(full[0, -1], 1e-4, "step");
            }
        }
    }

    [Fact]
    public void AFullCacheAndForeignRowsAreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using T5ForConditionalGeneration model = SmallNetwork.Create();
        (Tensor ids, Tensor mask) = SmallNetwork.Source(2, 8);
        using EncodedInstruction encoded = model.Encode(ids, mask);
        using KeyValueCache cache = model.CreateCache(2, 1);
        Tensor two = zeros(2, 1, ScalarType.Int64), three = zeros(3, 1, ScalarType.Int64);
        model.Invoking(m => m.DecodeStep(three, cache, encoded)).Should().Throw<ArgumentException>();
        model.DecodeStep(two, cache, encoded);
        model.Invoking(m => m.DecodeStep(two, cache, encoded)).Should().Throw<InvalidOperationException>();
        cache.Invoking(c => c.Reorder(zeros(3, ScalarType.Int64))).Should().Throw<ArgumentException>();
    }

    private static void Use(T5ForConditionalGeneration model, bool trains)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor ids, Tensor mask) = SmallNetwork.Source(2, 12);
        using (no_grad())
        {
            using EncodedInstruction encoded = model.Encode(ids, mask);
            model.Head(model.DecodePacked(SmallNetwork.Tree(2, 9), encoded));
            using KeyValueCache cache = model.CreateCache(2, 3, 4);
            model.DecodeStep(zeros(2, 1, ScalarType.Int64), cache, encoded);
            cache.Reorder(tensor(new long[] { 0, 0, 1, 1 }));
            model.DecodeStep(ones(4, 1, ScalarType.Int64), cache, encoded);
        }

        if (!trains)
        {
            return;
        }

        model.forward(ids, mask, ids).sum().backward();
        foreach (TorchSharp.Modules.Parameter parameter in model.parameters())
        {
            parameter.grad = null;
        }
    }
}
