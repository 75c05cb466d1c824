using System.Collections.Concurrent;
using InstructRec.Catalog;
using InstructRec.Data.Filters;
using InstructRec.Data.Teachers;

namespace InstructRec.Data.Generation;

/// <summary>Answers of a teacher that were asked for before their turn, so that many are under way at once while records keep their order.</summary>
internal sealed class AskedAhead(IInstructionTeacher teacher, TextFilterOptions filter)
{
    private readonly ConcurrentDictionary<int, OfPerson> _people = [];

    public IInstructionTeacher Of(int person) => _people.GetOrAdd(person, static (_, t) => new OfPerson(t), teacher);

    public void Forget(int person) => _people.TryRemove(person, out _);

    /// <summary>Judges as the run will, but for repeats, which depend on the order.</summary>
    public string? Kept(string? text, string? title) => text is null || new TextFilter(filter with { MaximumRepeats = null }).Judge(text, title) is not null ? null : text;

    private sealed class OfPerson(IInstructionTeacher teacher) : IInstructionTeacher
    {
        private readonly ConcurrentDictionary<ulong, string?> _preferences = [];
        private readonly ConcurrentDictionary<ulong, string?> _intentions = [];

        public string Name => teacher.Name;

        public async ValueTask<string?> WritePreferenceAsync(IReadOnlyList<Item> history, ulong seed, CancellationToken cancellationToken = default) =>
            _preferences.TryGetValue(seed, out string? known) ? known : _preferences[seed] = await teacher.WritePreferenceAsync(history, seed, cancellationToken).ConfigureAwait(false);

        public async ValueTask<string?> WriteIntentionAsync(Item target, string? review, ulong seed, CancellationToken cancellationToken = default) =>
            _intentions.TryGetValue(seed, out string? known) ? known : _intentions[seed] = await teacher.WriteIntentionAsync(target, review, seed, cancellationToken).ConfigureAwait(false);
    }
}
