using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using InstructRec.Data;
using InstructRec.Data.Candidates;
using InstructRec.Data.Leakage;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Protocols;

/// <summary>Asks a system to find each person's left-out item among frozen candidates.</summary>
/// <remarks>
/// A person's candidates, target among them, are shuffled by Fisher and Yates with SplitMix64 of state <c>ShuffleSeed XOR person</c>, so that rankings which break ties by input order gain
/// nothing from it. The protocol checks everything before it counts anything: it never returns a silently better number. Thread-safe.
/// </remarks>
public sealed class LeaveOneOutProtocol
{
    private readonly LeaveOneOutSplit _split;
    private readonly SplitPart _part;
    private readonly ProtocolOptions _options;
    private readonly EvaluationRequest[] _requests;
    private readonly int[] _targets;

    /// <summary>Prepares the questions.</summary>
    /// <param name="split">The split.</param>
    /// <param name="part">Validation, on which everything is chosen, or test, for the final figure.</param>
    /// <param name="candidates">The frozen candidates, for example from <see cref="CandidateFile.Read"/>.</param>
    /// <param name="options">Seed, batch size, sample.</param>
    /// <exception cref="InstructRecException">
    /// The truth is missing: a row's target is not the person's left-out item; or a person has none. Person and item are named (<see cref="InstructRecErrorKind.Data"/>).
    /// </exception>
    public LeaveOneOutProtocol(LeaveOneOutSplit split, SplitPart part, CandidateSet candidates, ProtocolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(candidates);
        _split = split;
        _part = part;
        _options = options ?? ProtocolOptions.Default;
        CandidateSetName = candidates.Name;
        IReadOnlyList<CandidateRow> rows = Sample(candidates.Rows);
        if (rows.Count == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "there is no one to ask about", candidates.Name, "Give candidates for at least one person");
        }

        _requests = new EvaluationRequest[rows.Count];
        _targets = new int[rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            (_requests[i], _targets[i]) = Prepare(rows[i]);
        }
    }

    /// <summary>What the candidates are called.</summary>
    public string CandidateSetName { get; }

    /// <summary>The people asked about, in the order of the results.</summary>
    public IEnumerable<int> People => _requests.Select(r => r.Person);

    /// <summary>The questions, as every system gets them.</summary>
    public IReadOnlyList<EvaluationRequest> Requests => _requests;

    /// <summary>Asks a system about everyone.</summary>
    /// <param name="system">The system.</param>
    /// <param name="progress">Is told how many people are done.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>The target's rank for each person.</returns>
    /// <exception cref="InstructRecException">The system left a candidate out or returned NaN: with person and item (<see cref="InstructRecErrorKind.Scores"/>); or it has counted interactions at or after a validation position (<see cref="InstructRecErrorKind.Leakage"/>).</exception>
    public Task<EvaluationResult> RunAsync(IEvaluatedSystem system, IProgress<int>? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(system, null, progress, cancellationToken);

    /// <summary>Asks a system about everyone, and remembers each batch in a file, so that a run that was killed goes on where it stopped and ends with the same table.</summary>
    /// <param name="system">The system.</param>
    /// <param name="journal">Where answers are kept; nowhere where <see langword="null"/>.</param>
    /// <param name="progress">Is told how many people are done.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>The target's rank for each person.</returns>
    /// <exception cref="InstructRecException">The system left a candidate out or returned NaN: with person and item (<see cref="InstructRecErrorKind.Scores"/>); or it has counted interactions at or after a validation position (<see cref="InstructRecErrorKind.Leakage"/>).</exception>
    public async Task<EvaluationResult> RunAsync(
        IEvaluatedSystem system, EvaluationJournal? journal, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(system);
        CheckQuestions(system);
        long started = Stopwatch.GetTimestamp();
        List<PersonAnswer> answers = [];
        if (journal is not null)
        {
            // Whole batches only: what stands together in a batch can change the last digits of a network's scores.
            IReadOnlyList<PersonAnswer> kept = journal.Open(Fingerprint(system), _requests.Length);
            answers.AddRange(kept.Take(kept.Count == _requests.Length ? kept.Count : kept.Count / _options.BatchSize * _options.BatchSize));
            journal.Truncate(answers);
        }

        for (int start = answers.Count; start < _requests.Length; start += _options.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = new ArraySegment<EvaluationRequest>(_requests, start, Math.Min(_options.BatchSize, _requests.Length - start));
            IReadOnlyList<IReadOnlyList<double>> scores = await system.ScoreAsync(batch, cancellationToken).ConfigureAwait(false);
            if (scores.Count != batch.Count)
            {
                EvaluationRequest unanswered = batch[Math.Min(scores.Count, batch.Count - 1)];
                throw Fault(system, unanswered, unanswered.Candidates.Span[0], $"{scores.Count} answers came for {batch.Count} people");
            }

            PersonAnswer[] own = [.. batch.Select((request, i) => Answer(system, request, scores[i], _targets[start + i]))];
            answers.AddRange(own);
            journal?.Append(own);
            progress?.Report(answers.Count);
        }

        string[] people = [.. _requests.Select(r => _split.Dataset.People[r.Person])];
        return new EvaluationResult(
            system.Name, CandidateSetName, _part, _options.ShuffleSeed, system.IsOracleQuery, people, [.. answers.Select(a => a.Rank)], Stopwatch.GetElapsedTime(started))
        {
            Answers = answers,
        };
    }

    /// <summary>Before anything is asked: the questions by position, the system by what it has counted.</summary>
    internal void CheckQuestions(IEvaluatedSystem? system = null)
    {
        var checker = new LeakageChecker(_split);
        IEnumerable<UsedPositions> questions = _requests.Select(r => new UsedPositions(
            "question", r.Person, [.. Enumerable.Range(_split.TargetPosition(r.Person, _part) - r.History.Length, r.History.Length)], [], [_split.TargetPosition(r.Person, _part)]));
        IEnumerable<Leak> leaks = checker.FindInEvaluation(questions, _part);
        LeakageChecker.ThrowIfAny(system?.InteractionCounts is { } counts ? leaks.Concat(checker.FindInCounts(counts, $"the counts of {system.Name}")) : leaks);
    }

    // Everything that decides an answer but the system itself, whose name must say what it is.
    private string Fingerprint(IEvaluatedSystem system)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (EvaluationRequest request in _requests)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>((int[])[request.Person, request.History.Length, request.Candidates.Length]));
            hash.AppendData(MemoryMarshal.AsBytes(request.History.Span));
            hash.AppendData(MemoryMarshal.AsBytes(request.Candidates.Span));
        }

        string settings = string.Create(CultureInfo.InvariantCulture, $"{system.Name}\n{CandidateSetName}\n{_part}\n{_options.ShuffleSeed}\n{_options.BatchSize}\n{_options.Temperature}");
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(settings));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private IReadOnlyList<CandidateRow> Sample(IReadOnlyList<CandidateRow> rows)
    {
        if (_options.PersonSample is not { } count || count >= rows.Count)
        {
            return rows;
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(ProtocolOptions.PersonSample));
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        new SplitMix64(~_options.ShuffleSeed).Shuffle<int>(order);
        return [.. order.Take(count).Order().Select(i => rows[i])];
    }

    private (EvaluationRequest Request, int Target) Prepare(CandidateRow row)
    {
        InteractionDataset dataset = _split.Dataset;
        if (row.Person < 0 || row.Person >= dataset.PersonCount || !_split.IsEvaluated(row.Person))
        {
            string who = row.Person >= 0 && row.Person < dataset.PersonCount ? dataset.People[row.Person] : $"number {row.Person}";
            throw new InstructRecException(InstructRecErrorKind.Data, $"the person '{who}' has no item left out", CandidateSetName, "Only people with three interactions or more can be asked about");
        }

        int truth = _split.Target(row.Person, _part);
        if (row.Target != truth || row.Negatives.Contains(truth))
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data,
                $"for person '{dataset.People[row.Person]}' the target is '{Id(row.Target)}', but the item left out for {(_part == SplitPart.Test ? "test" : "validation")} is '{Id(truth)}'",
                CandidateSetName, "Use candidates that were made for this data and this part");
        }

        if (row.Negatives.Count + 1 < _options.LeastCandidates)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data,
                $"person '{dataset.People[row.Person]}' (target '{Id(row.Target)}') has {row.Negatives.Count + 1} candidates, {_options.LeastCandidates} are asked for",
                CandidateSetName, "With fewer candidates than places a metric is always 1: give more, or ask for fewer");
        }

        int[] candidates = [row.Target, .. row.Negatives];
        if (candidates.FirstOrDefault(c => c < 0 || c >= dataset.Items.Count, -1) is var unknown and not -1)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, $"the candidate number {unknown} of person '{dataset.People[row.Person]}' is not in the catalogue", CandidateSetName);
        }

        HashSet<int> seen = [];
        if (Array.Find(candidates, c => !seen.Add(c)) is var twice && seen.Count < candidates.Length)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, $"the candidate '{Id(twice)}' of person '{dataset.People[row.Person]}' is listed twice", CandidateSetName, "List each item once");
        }

        var random = new SplitMix64(_options.ShuffleSeed ^ (uint)row.Person);
        random.Shuffle<int>(candidates);
        if (_options.TargetPlace is { } place)
        {
            if (place < 0 || place >= candidates.Length)
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Options, $"place {place} does not exist among the {candidates.Length} candidates of person '{dataset.People[row.Person]}'", nameof(ProtocolOptions.TargetPlace));
            }

            int at = Array.IndexOf(candidates, row.Target);
            (candidates[at], candidates[place]) = (candidates[place], candidates[at]);
        }

        return (new EvaluationRequest(row.Person, _split.Input(row.Person, _part).ToArray(), candidates), Array.IndexOf(candidates, row.Target));
    }

    private PersonAnswer Answer(IEvaluatedSystem system, EvaluationRequest request, IReadOnlyList<double> scores, int target)
    {
        if (scores.Count != request.Candidates.Length)
        {
            int item = scores.Count < request.Candidates.Length ? request.Candidates.Span[scores.Count] : -1;
            throw Fault(system, request, item, $"{scores.Count} scores came for {request.Candidates.Length} candidates");
        }

        double[] values = [.. scores];
        int nan = Array.FindIndex(values, double.IsNaN);
        return nan < 0 ? PersonAnswer.Of(values, request.Candidates.Span, target, _options.Temperature) : throw Fault(system, request, request.Candidates.Span[nan], "a score is not a number");
    }

    private string Id(int item) => item >= 0 && item < _split.Dataset.Items.Count ? _split.Dataset.Items[item].Id : $"number {item}";

    private InstructRecException Fault(IEvaluatedSystem system, EvaluationRequest request, int item, string what) => new(
        InstructRecErrorKind.Scores,
        $"{what} (person '{_split.Dataset.People[request.Person]}'{(item >= 0 ? $", item '{Id(item)}'" : string.Empty)})",
        system.Name,
        "A system returns one number per candidate, in order");
}
