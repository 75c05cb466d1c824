using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Dropout that draws from a generator of its own: no process-wide seed is touched, and a run can be resumed with the draws that would have come.</summary>
/// <remarks>One per network, shared by its layers. Not thread-safe; it does not own the generator.</remarks>
internal sealed class Dropout(double rate)
{
    /// <summary>Where the draws come from; set by training before the first step.</summary>
    public Generator? Generator { get; set; }

    /// <summary>Whether anything is dropped while training.</summary>
    public bool IsActive => rate > 0;

    /// <summary>Zeroes a share of the values and scales the others, while training; otherwise gives the input back.</summary>
    /// <exception cref="InvalidOperationException">The network trains with dropout and was given no generator.</exception>
    public Tensor Apply(Tensor input, bool training)
    {
        if (!training || !IsActive)
        {
            return input;
        }

        Generator generator = Generator ?? throw new InvalidOperationException("A network that trains with dropout needs a DropoutGenerator.");
        using Tensor kept = empty_like(input, requires_grad: false).bernoulli_(1 - rate, generator).div_(1 - rate);
        return input.mul(kept);
    }
}
