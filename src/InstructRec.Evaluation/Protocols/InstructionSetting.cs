using InstructRec.Data;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Instructions;

namespace InstructRec.Evaluation.Protocols;

/// <summary>What a model is told about a person in one row of the paper's tables: the format ⟨P, I, T⟩, how its instruction is made, and whether it was made from the target.</summary>
/// <remarks>Only some people can be told about: <see cref="Covered"/> leaves the others out of the candidates, for every system alike. Immutable and thread-safe.</remarks>
public sealed class InstructionSetting
{
    private readonly Func<EvaluationRequest, Instruction?> _instruct;

    private InstructionSetting(string name, string format, bool isOracleQuery, Func<EvaluationRequest, Instruction?> instruct)
    {
        Name = name;
        Format = format;
        IsOracleQuery = isOracleQuery;
        _instruct = instruct;
    }

    /// <summary>For example <c>personalised search by a wish</c>.</summary>
    public string Name { get; }

    /// <summary>For example <c>⟨P1,I1,T3⟩</c>.</summary>
    public string Format { get; }

    /// <summary>Whether the instruction is made from the target's own review or attributes; tables label it.</summary>
    public bool IsOracleQuery { get; }

    /// <summary>Sequential recommendation: the history and nothing else.</summary>
    /// <param name="split">The split.</param>
    /// <param name="task">How it is asked: reranking shows the candidates, matching does not.</param>
    /// <returns>⟨P1,I0⟩.</returns>
    public static InstructionSetting Sequential(LeaveOneOutSplit split, TaskForm task = TaskForm.Reranking)
    {
        ArgumentNullException.ThrowIfNull(split);
        return new InstructionSetting("sequential", Told("P1", "I0", task), false, r => new Instruction { Preference = InstructionSystem.HistoryOf(split.Dataset, r), Task = task });
    }

    /// <summary>Cold start: nothing is known, whatever the person did.</summary>
    /// <param name="task">How it is asked.</param>
    /// <returns>⟨P0,I0⟩.</returns>
    public static InstructionSetting ColdStart(TaskForm task = TaskForm.Reranking) =>
        new("cold start", Told("P0", "I0", task), false, _ => new Instruction { Task = task });

    /// <summary>The history beside a preference in words, which the teacher wrote from the same history.</summary>
    /// <param name="split">The split.</param>
    /// <param name="teacher">Writes the preference; it sees nothing at or after the target.</param>
    /// <param name="task">How it is asked.</param>
    /// <param name="seed">Chooses wordings.</param>
    /// <returns>⟨P1+P2,I0⟩; people of whom the teacher has nothing to say are not covered.</returns>
    public static InstructionSetting Preferred(LeaveOneOutSplit split, OfflineTeacher teacher, TaskForm task = TaskForm.Reranking, ulong seed = FrozenCandidates.DefaultSeed)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(teacher);
        InteractionDataset data = split.Dataset;
        return new InstructionSetting("personalised by a preference", Told("P1+P2", "I0", task), false, r =>
            teacher.WritePreference([.. r.History.ToArray().Select(i => data.Items[i])], Seed(seed, r.Person)) is { } text
                ? new Instruction { Preference = InstructionSystem.HistoryOf(data, r, text), Task = task }
                : null);
    }

    /// <summary>Personalised search by a wish that the teacher wrote from the target (its review, where the data keeps reviews): an oracle query.</summary>
    /// <param name="split">The split.</param>
    /// <param name="part">Whose target is wished for.</param>
    /// <param name="teacher">Writes the wish.</param>
    /// <param name="task">How it is asked.</param>
    /// <param name="seed">Chooses wordings.</param>
    /// <returns>⟨P1,I1⟩; targets of which the teacher has nothing to say are not covered.</returns>
    public static InstructionSetting Wished(
        LeaveOneOutSplit split, SplitPart part, OfflineTeacher teacher, TaskForm task = TaskForm.Reranking, ulong seed = FrozenCandidates.DefaultSeed)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(teacher);
        InteractionDataset data = split.Dataset;
        return new InstructionSetting("personalised search by a wish", Told("P1", "I1", task), true, r =>
        {
            string? review = data.ReviewAt(r.Person, split.TargetPosition(r.Person, part));
            ValueTask<string?> writing = teacher.WriteIntentionAsync(data.Items[split.Target(r.Person, part)], review, Seed(seed, r.Person));
            return writing.GetAwaiter().GetResult() is { } wish
                ? new Instruction { Preference = InstructionSystem.HistoryOf(data, r), Intention = Intention.Vague(wish), Task = task }
                : null;
        });
    }

    /// <summary>Personalised search by the target's own attributes: an oracle query.</summary>
    /// <param name="split">The split.</param>
    /// <param name="part">Whose target is searched for.</param>
    /// <param name="teacher">Joins the attributes.</param>
    /// <param name="task">How it is asked.</param>
    /// <returns>⟨P1,I2⟩; targets without attributes are not covered.</returns>
    public static InstructionSetting Searched(LeaveOneOutSplit split, SplitPart part, OfflineTeacher teacher, TaskForm task = TaskForm.Reranking)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(teacher);
        InteractionDataset data = split.Dataset;
        return new InstructionSetting("personalised search by attributes", Told("P1", "I2", task), true, r =>
            teacher.SpecificIntention(data.Items[split.Target(r.Person, part)]) is { Form: not IntentionForm.None } wanted
                ? new Instruction { Preference = InstructionSystem.HistoryOf(data, r), Intention = wanted, Task = task }
                : null);
    }

    /// <summary>This setting with a preference in words beside the history: ⟨P1+P2,I1⟩ of a wish, ⟨P1+P2,I2⟩ of attributes.</summary>
    /// <param name="split">The split.</param>
    /// <param name="teacher">Writes the preference; it sees nothing at or after the target.</param>
    /// <param name="seed">Chooses wordings.</param>
    /// <returns>A setting that is an oracle query where this one is; people of whom nothing can be said in either way are not covered.</returns>
    public InstructionSetting AndPreferred(LeaveOneOutSplit split, OfflineTeacher teacher, ulong seed = FrozenCandidates.DefaultSeed)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(teacher);
        InstructionSetting preferred = Preferred(split, teacher, seed: seed);
        return new InstructionSetting(Name + ", with a preference", Format.Replace("⟨P1,", "⟨P1+P2,", StringComparison.Ordinal), IsOracleQuery, r =>
            For(r) is { } asked && preferred.For(r) is { } told ? asked with { Preference = told.Preference } : null);
    }

    /// <summary>The instruction of a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The instruction, or <see langword="null"/> where nothing can be said.</returns>
    public Instruction? For(EvaluationRequest request) => _instruct(request);

    /// <summary>The people who can be told about.</summary>
    /// <param name="split">The split.</param>
    /// <param name="part">Validation or test.</param>
    /// <param name="candidates">Everyone's candidates.</param>
    /// <returns>The rows of those people, under a name that says so.</returns>
    /// <exception cref="InstructRecException">There is no one (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public CandidateSet Covered(LeaveOneOutSplit split, SplitPart part, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        HashSet<int> covered = [.. new LeaveOneOutProtocol(split, part, candidates).Requests.Where(r => For(r) is not null).Select(r => r.Person)];
        return covered.Count > 0
            ? new CandidateSet(candidates.Name + " " + Format, [.. candidates.Rows.Where(r => covered.Contains(r.Person))])
            : throw new InstructRecException(InstructRecErrorKind.Data, $"there is no one to ask about by {Format}", candidates.Name, "The data has no attributes or reviews to make it of");
    }

    /// <summary>A model of instructions as a system of this setting.</summary>
    /// <param name="name">What tables call it.</param>
    /// <param name="dataset">Where the items are.</param>
    /// <param name="score">The model.</param>
    /// <returns>The system; ask it about covered people only.</returns>
    public InstructionSystem System(string name, InteractionDataset dataset, InstructionScoring score) => new(
        name, dataset,
        r => For(r) ?? throw new InstructRecException(InstructRecErrorKind.Data, $"nothing can be said about person '{dataset.People[r.Person]}' by {Format}", name, "Ask about covered people"),
        score, IsOracleQuery);

    private static string Told(string preference, string intention, TaskForm task) => $"⟨{preference},{intention},T{(int)task}⟩";

    private static ulong Seed(ulong seed, int person) => SplitMix64.ForPerson(seed, 5, person).Next();
}
