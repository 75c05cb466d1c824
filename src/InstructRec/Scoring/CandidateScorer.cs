using InstructRec.T5;
using TorchSharp;

namespace InstructRec.Scoring;

/// <summary>The likelihood of every candidate given an instruction: each shared beginning goes through the decoder once, and the instruction is encoded once.</summary>
/// <remarks>
/// <para>Log-softmax in float32 over the full vocabulary, whatever the weights are. The same call gives the same bits. In another batch, or cut into other
/// parts, a sum may differ by 1e-4 in float32 and 0.2 in bfloat16; equal candidates tie exactly in any case.</para>
/// <para>Holds no native memory and leaves none behind, cancelled or not. It belongs to the thread of the model's device, as the model does.</para>
/// </remarks>
public sealed class CandidateScorer
{
    private readonly T5ForConditionalGeneration _model;
    private readonly PackedScoring _scoring;
    private readonly CandidateScorerOptions _options;

    /// <summary>Creates a scorer over a model, which stays the caller's.</summary>
    /// <param name="model">The network, in evaluation mode.</param>
    /// <param name="checkpoint">The checkpoint's name or folder, for the error when it returns values that are no scores.</param>
    /// <param name="options">How much is done at once; the defaults when <see langword="null"/>.</param>
    public CandidateScorer(T5ForConditionalGeneration model, string checkpoint, CandidateScorerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(checkpoint);
        _options = options ?? CandidateScorerOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.HeadRows, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxNodes, 1, nameof(options));
        _model = model;
        _scoring = new PackedScoring(model, checkpoint, _options.HeadRows);
    }

    /// <summary>Scores the candidates of one instruction.</summary>
    /// <param name="encoded">The encoded instruction, a batch of one; stays the caller's.</param>
    /// <param name="tree">The candidates.</param>
    /// <param name="keepTokens">Whether the log-probability of each token can be asked for afterwards.</param>
    /// <param name="progress">Told after each part.</param>
    /// <param name="cancellationToken">Looked at before each part, after each layer of the decoder, and before each chunk of the head.</param>
    /// <exception cref="InstructRecException">The network returned NaN or infinity (<see cref="InstructRecErrorKind.Scores"/>).</exception>
    public CandidateLikelihoods Score(
        EncodedInstruction encoded, CandidateTree tree, bool keepTokens = false, IProgress<ScoringProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Score(encoded, [tree], keepTokens, progress, cancellationToken)[0];

    /// <summary>Scores the candidates of several instructions, each with a set of its own or all with one.</summary>
    /// <param name="encoded">The encoded instructions; stays the caller's.</param>
    /// <param name="trees">The candidates of each instruction, in the order of the batch. The same tree may stand for several.</param>
    /// <param name="keepTokens">Whether the log-probability of each token can be asked for afterwards.</param>
    /// <param name="progress">Told after each part.</param>
    /// <param name="cancellationToken">Looked at before each part, after each layer of the decoder, and before each chunk of the head.</param>
    /// <returns>One set of likelihoods per instruction.</returns>
    /// <exception cref="ArgumentException">There is not one tree per instruction, or a token lies outside the vocabulary.</exception>
    /// <exception cref="InstructRecException">The network returned NaN or infinity (<see cref="InstructRecErrorKind.Scores"/>).</exception>
    public IReadOnlyList<CandidateLikelihoods> Score(
        EncodedInstruction encoded, IReadOnlyList<CandidateTree> trees, bool keepTokens = false, IProgress<ScoringProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(encoded, trees);
        float[][][] edges = [.. trees.Select(tree => tree.Parts.Select(part => new float[part.EdgeTokens.Length]).ToArray())];
        long total = trees.Sum(tree => (long)tree.NodeCount), done = 0;
        int waves = trees.Max(tree => tree.PartCount);
        for (int wave = 0; wave < waves; wave++)
        {
            for (int row = 0; row < trees.Count;)
            {
                int count = RowsAtOnce(trees, wave, row);
                if (count > 0)
                {
                    CandidateTreePart[] parts = [.. trees.Skip(row).Take(count).Select(tree => tree.Parts[wave])];
                    _scoring.Score(encoded, row, parts, [.. edges.Skip(row).Take(count).Select(e => e[wave])], cancellationToken);
                    done += parts.Sum(part => (long)part.NodeCount);
                    progress?.Report(new ScoringProgress(done, total));
                }

                row += Math.Max(count, 1);
            }
        }

        return [.. trees.Select((tree, i) => new CandidateLikelihoods(tree, edges[i], keepTokens))];
    }

    /// <summary>How many neighbouring rows, from one on, have a part in this wave and go through the decoder together; 0 where the row has none.</summary>
    private int RowsAtOnce(IReadOnlyList<CandidateTree> trees, int wave, int row)
    {
        int count = 0, width = 0;
        for (int i = row; i < trees.Count && wave < trees[i].PartCount; i++)
        {
            width = Math.Max(width, trees[i].Parts[wave].NodeCount);
            if (count > 0 && (long)width * (count + 1) > _options.MaxNodes)
            {
                break;
            }

            count++;
        }

        return count;
    }

    private void Check(EncodedInstruction encoded, IReadOnlyList<CandidateTree> trees)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        ArgumentNullException.ThrowIfNull(trees);
        if (trees.Count == 0 || trees.Count != encoded.BatchSize)
        {
            throw new ArgumentException("There must be one tree per encoded instruction.", nameof(trees));
        }

        if (trees.Max(tree => tree.MaxToken) is var token && token >= _model.Config.VocabularySize)
        {
            throw new ArgumentException($"Token {token.ToString(System.Globalization.CultureInfo.InvariantCulture)} lies outside the model's vocabulary.", nameof(trees));
        }
    }
}
