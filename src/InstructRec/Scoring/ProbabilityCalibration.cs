namespace InstructRec.Scoring;

/// <summary>Turns the scores of a candidate set into probabilities: a softmax with one temperature.</summary>
/// <remarks>
/// Only a temperature fitted on validation (<see cref="Fit"/>) makes them mean what they say; it belongs to one checkpoint, one correction and one kind of
/// candidate set. Without it (<see cref="Uncalibrated"/>) the temperature is 1 and <see cref="IsCalibrated"/> says so.
/// </remarks>
public sealed record ProbabilityCalibration
{
    /// <summary>Temperature 1, not fitted.</summary>
    public static ProbabilityCalibration Uncalibrated { get; } = new() { Temperature = 1, IsCalibrated = false };

    private ProbabilityCalibration()
    {
    }

    /// <summary>What scores are divided by; above 0.</summary>
    public double Temperature { get; private init; }

    /// <summary>Whether the temperature was fitted on validation.</summary>
    public bool IsCalibrated { get; private init; }

    /// <summary>The calibration that a checkpoint's manifest names; uncalibrated where it names none.</summary>
    /// <param name="temperature">The fitted temperature, above 0, or <see langword="null"/>.</param>
    public static ProbabilityCalibration FromTemperature(double? temperature)
    {
        if (temperature is not { } value)
        {
            return Uncalibrated;
        }

        if (!double.IsFinite(value) || value <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(temperature), value, "A temperature is a finite number above 0.");
        }

        return new ProbabilityCalibration { Temperature = value, IsCalibrated = true };
    }

    /// <summary>Finds the temperature under which the right candidates are most likely.</summary>
    /// <param name="sets">Validation sets: the scores of each and the place of the candidate that was right.</param>
    /// <exception cref="ArgumentException">There is no set, or a place lies outside its set.</exception>
    public static ProbabilityCalibration Fit(IReadOnlyList<(double[] Scores, int Right)> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        if (sets.Count == 0 || sets.Any(s => s.Right < 0 || s.Right >= s.Scores.Length))
        {
            throw new ArgumentException("Every set needs scores and the place of the right one among them.", nameof(sets));
        }

        // The loss is convex in 1 / temperature, so a golden-section search over its logarithm finds the one minimum.
        double ratio = (Math.Sqrt(5) - 1) / 2, low = Math.Log(1e-3), high = Math.Log(1e3);
        for (int step = 0; step < 60; step++)
        {
            double left = high - (ratio * (high - low)), right = low + (ratio * (high - low));
            if (Loss(sets, Math.Exp(left)) <= Loss(sets, Math.Exp(right)))
            {
                high = right;
            }
            else
            {
                low = left;
            }
        }

        return FromTemperature(Math.Exp((low + high) / 2));
    }

    /// <summary>The probability of each candidate of a set; they add up to 1.</summary>
    /// <param name="scores">The scores of the set; at least one.</param>
    public double[] Probabilities(ReadOnlySpan<double> scores)
    {
        double[] probabilities = new double[scores.Length];
        double normaliser = LogNormaliser(scores, Temperature);
        for (int i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = Math.Exp((scores[i] / Temperature) - normaliser);
        }

        return probabilities;
    }

    private static double Loss(IReadOnlyList<(double[] Scores, int Right)> sets, double temperature)
    {
        double loss = 0;
        foreach ((double[] scores, int right) in sets)
        {
            loss += LogNormaliser(scores, temperature) - (scores[right] / temperature);
        }

        return loss;
    }

    private static double LogNormaliser(ReadOnlySpan<double> scores, double temperature)
    {
        double top = double.NegativeInfinity, sum = 0;
        foreach (double score in scores)
        {
            top = Math.Max(top, score / temperature);
        }

        foreach (double score in scores)
        {
            sum += Math.Exp((score / temperature) - top);
        }

        return top + Math.Log(sum);
    }
}
