using InstructRec.Catalog;
using InstructRec.Data.Teachers;

namespace Evaluate.Ablations;

/// <summary>A teacher that says nothing of what a row goes without.</summary>
internal sealed class QuietTeacher(OfflineTeacher teacher, AblationRow row) : IInstructionTeacher
{
    public string Name => teacher.Name;

    public ValueTask<string?> WritePreferenceAsync(IReadOnlyList<Item> history, ulong seed, CancellationToken cancellationToken = default) =>
        row.TellsPreferences ? teacher.WritePreferenceAsync(history, seed, cancellationToken) : ValueTask.FromResult<string?>(null);

    public ValueTask<string?> WriteIntentionAsync(Item target, string? review, ulong seed, CancellationToken cancellationToken = default) =>
        row.TellsWishes ? teacher.WriteIntentionAsync(target, review, seed, cancellationToken) : ValueTask.FromResult<string?>(null);
}
