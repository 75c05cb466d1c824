using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>A chain of computations of which only what goes into each is kept; the rest is computed again, last first, when gradients are wanted.</summary>
/// <remarks>Draws of dropout are repeated: each segment's generator state is kept with its input. Owns nothing: the tensors belong to the caller's dispose scope.</remarks>
internal sealed class RecomputedSegments
{
    private readonly Func<Tensor?, Tensor>[] _segments;
    private readonly Tensor?[] _inputs;
    private readonly Tensor?[] _draws;
    private readonly Generator? _generator;

    /// <summary>Computes forward; the first segment has no input.</summary>
    public RecomputedSegments(IEnumerable<Func<Tensor?, Tensor>> segments, Generator? generator)
    {
        _segments = [.. segments];
        _inputs = new Tensor?[_segments.Length];
        _draws = new Tensor?[_segments.Length];
        _generator = generator;
        using IDisposable noGradient = no_grad();
        Tensor? value = null;
        for (int i = 0; i < _segments.Length; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            _inputs[i] = value;
            _draws[i] = generator?.get_state().MoveToOuterDisposeScope();
            value = Leaf(_segments[i](value)).MoveToOuterDisposeScope();
        }

        Output = value!;
    }

    /// <summary>What came out, as a leaf: the gradient that reaches it is where <see cref="Backward"/> begins.</summary>
    public Tensor Output { get; }

    /// <summary>A tensor cut off from what made it, that collects the gradient which reaches it.</summary>
    public static Tensor Leaf(Tensor tensor)
    {
        Tensor leaf = tensor.detach();
        leaf.requires_grad = true;
        return leaf;
    }

    /// <summary>Computes each segment again with gradients and goes through it backwards; gradients are added to those of parameters and other leaves.</summary>
    public void Backward()
    {
        using IDisposable withGradient = enable_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor? gradient = Output.grad;
        using Tensor? after = _generator?.get_state();
        for (int i = _segments.Length - 1; i >= 0 && gradient is not null; i--)
        {
            using DisposeScope inner = NewDisposeScope();
            if (_draws[i] is { } draws)
            {
                _generator!.set_state(draws);
            }

            Tensor output = _segments[i](_inputs[i]);
            if (output.requires_grad)
            {
                autograd.backward([output], [gradient]);
            }

            gradient = _inputs[i]?.grad?.MoveToOuterDisposeScope();
        }

        if (after is not null)
        {
            _generator!.set_state(after);
        }
    }
}
