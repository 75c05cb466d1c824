namespace InstructRec.Scoring;

/// <summary>log p(title | empty instruction) for every title of a catalogue: what a title gets whatever is asked.</summary>
/// <remarks>
/// <para>One pass over the catalogue, kept in a file beside the checkpoint. It holds for one checkpoint and one list of titles in one vocabulary; the file
/// names both and is not used for others (<see cref="TryLoad"/>).</para>
/// <para>Immutable, managed memory only, shared freely between threads.</para>
/// </remarks>
public sealed class TitlePriors
{
    private readonly double[] _sums;

    /// <summary>Takes values that were computed.</summary>
    /// <param name="checkpointHash">What tells the checkpoint (and the wording of the empty instruction) from every other.</param>
    /// <param name="titlesHash">The hash of the titles' token ids, <see cref="CandidateTree.Hash"/>.</param>
    /// <param name="sums">The summed log-likelihood of each title, in the catalogue's order.</param>
    /// <exception cref="ArgumentException">There is no value, or one is no finite number.</exception>
    public TitlePriors(string checkpointHash, string titlesHash, IEnumerable<double> sums)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpointHash);
        ArgumentException.ThrowIfNullOrEmpty(titlesHash);
        ArgumentNullException.ThrowIfNull(sums);
        (CheckpointHash, TitlesHash, _sums) = (checkpointHash, titlesHash, [.. sums]);
        if (_sums.Length == 0 || !_sums.All(double.IsFinite))
        {
            throw new ArgumentException("There must be one finite value per title.", nameof(sums));
        }
    }

    /// <summary>The checkpoint that the values come from.</summary>
    public string CheckpointHash { get; }

    /// <summary>The titles that the values belong to.</summary>
    public string TitlesHash { get; }

    /// <summary>The number of titles.</summary>
    public int Count => _sums.Length;

    /// <summary>The summed log-likelihood of each title under the empty instruction, in the catalogue's order, in nats.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    /// <summary>The prior of one title.</summary>
    /// <param name="title">The title's place in the catalogue.</param>
    public double this[int title] => _sums[title];

    /// <summary>The values kept in a file where they still hold, else new ones, which are then kept there.</summary>
    /// <param name="path">The file, usually in the checkpoint's folder.</param>
    /// <param name="checkpointHash">As in the constructor.</param>
    /// <param name="titles">The catalogue's compiled titles.</param>
    /// <param name="compute">Scores the titles under the empty instruction; called on the caller's thread, only where the file does not hold.</param>
    /// <exception cref="InstructRecException">The file could not be written (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static TitlePriors LoadOrCompute(string path, string checkpointHash, CandidateTree titles, Func<CandidateTree, CandidateLikelihoods> compute)
    {
        ArgumentNullException.ThrowIfNull(titles);
        ArgumentNullException.ThrowIfNull(compute);
        if (TryLoad(path, checkpointHash, titles.Hash) is { } kept && kept.Count == titles.Count)
        {
            return kept;
        }

        TitlePriors priors = new(checkpointHash, titles.Hash, compute(titles).Sums.ToArray());
        priors.Save(path);
        return priors;
    }

    /// <summary>The values kept in a file, or <see langword="null"/> where there is none, it is damaged, or it belongs to another checkpoint or other titles.</summary>
    /// <param name="path">The file.</param>
    /// <param name="checkpointHash">The checkpoint that is loaded.</param>
    /// <param name="titlesHash">The titles that are scored.</param>
    public static TitlePriors? TryLoad(string path, string checkpointHash, string titlesHash) =>
        TitlePriorsFile.TryRead(path) is { } kept && kept.CheckpointHash == checkpointHash && kept.TitlesHash == titlesHash ? kept : null;

    /// <summary>Writes the values to a file, whole or not at all.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="InstructRecException">Writing failed (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public void Save(string path) => TitlePriorsFile.Write(this, path);
}
