namespace InstructRec.Training.Batches;

/// <summary>Examples that lie in memory.</summary>
/// <param name="examples">The examples; the list must not change.</param>
public sealed class ExampleList(IReadOnlyList<TrainingExample> examples) : IExampleSource
{
    private readonly IReadOnlyList<TrainingExample> _examples = examples ?? throw new ArgumentNullException(nameof(examples));

    /// <inheritdoc/>
    public int Count => _examples.Count;

    /// <inheritdoc/>
    public TrainingExample? Create(int epoch, int index) => _examples[index];
}
