using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Drops activations while training, by draws from a generator that training owns, so that a resumed run draws on where it stopped.</summary>
internal sealed class Dropout(double rate)
{
    public double Rate { get; set; } = rate;

    public Generator? Generator { get; set; }

    /// <summary>The values with a share of them set to 0 and the rest scaled up; the same tensor outside of training.</summary>
    public Tensor Apply(Tensor values, bool training)
    {
        if (!training || Rate == 0)
        {
            return values;
        }

        if (Generator is null)
        {
            throw new InvalidOperationException("Training with dropout needs a generator: set DropoutGenerator, or DropoutRate to 0.");
        }

        using Tensor kept = empty_like(values).bernoulli_(1 - Rate, Generator).TimesInPlace(1 / (1 - Rate));
        return values * kept;
    }
}
