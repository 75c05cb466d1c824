using System.Globalization;

namespace InstructRec.Training.Batches;

/// <summary>How examples become batches.</summary>
public sealed record BatchOptions
{
    /// <summary>The most instructions in a batch; 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The most tokens in a batch, padding counted, instructions and targets together; an example that is longer stands alone. 32,768.</summary>
    public int TokenBudget { get; init; } = 32_768;

    /// <summary>How many batches' worth of examples are sorted by length together: more pads less, fewer mixes better. 32.</summary>
    public int PoolBatches { get; init; } = 32;

    /// <summary>How many batches are kept ready ahead of the step; 8.</summary>
    public int Ahead { get; init; } = 8;

    /// <summary>Both lengths of a batch are filled up to a multiple of this; 1. A step in half precision on the CPU fills up to <see cref="HalfPrecisionMultiple"/> whatever this says.</summary>
    public int LengthMultiple { get; init; } = 1;

    /// <summary>
    /// The multiple for half precision on the CPU, 16. oneDNN makes code for every shape that it meets and keeps a thousand of them: with ever new lengths a run's
    /// memory grew without end; with few it stands still.
    /// </summary>
    public const int HalfPrecisionMultiple = 16;

    /// <summary>Decides the order of examples and batches.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The token that every target begins with in the decoder (<c>decoder_start_token_id</c>); 0 in every T5.</summary>
    public int StartToken { get; init; }

    /// <summary>The token that fills up; 0 in every T5.</summary>
    public int PadToken { get; init; }

    /// <summary>Checks the values.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InstructRecException">A value cannot work (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public BatchOptions Validate()
    {
        Positive(BatchSize, nameof(BatchSize));
        Positive(TokenBudget, nameof(TokenBudget));
        Positive(PoolBatches, nameof(PoolBatches));
        Positive(Ahead, nameof(Ahead));
        Positive(LengthMultiple, nameof(LengthMultiple));
        return this;
    }

    private static void Positive(int value, string name)
    {
        if (value < 1)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Options, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, it must be at least 1"), nameof(BatchOptions));
        }
    }
}
