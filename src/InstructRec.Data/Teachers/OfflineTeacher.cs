using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Data.Teachers;

/// <summary>The default teacher: deterministic, without a network, from attributes and tags (or title words) that stand out against the catalogue.</summary>
/// <remarks>
/// Several thousand combinations of wording. It says only what the catalogue and the history hold: where neither attributes nor repeated title words stand out, it says nothing.
/// Immutable and thread-safe.
/// </remarks>
public sealed class OfflineTeacher : IInstructionTeacher
{
    private readonly OfflineTeacherOptions _options;
    private readonly PreferenceWriter _preferences;
    private readonly WishWriter _wishes;

    /// <summary>Counts the catalogue.</summary>
    /// <param name="catalog">The items; their attributes are what the teacher speaks of.</param>
    /// <param name="options">What things are called.</param>
    public OfflineTeacher(IReadOnlyList<Item> catalog, OfflineTeacherOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        _options = options ?? OfflineTeacherOptions.Default;
        Phrasing phrasing = new(_options, new CatalogLabels(catalog, _options));
        TitleTopics topics = new(catalog);
        _preferences = new PreferenceWriter(phrasing, topics);
        _wishes = new WishWriter(phrasing, topics);
    }

    /// <inheritdoc/>
    public string Name => _options.Length == TextLength.Full ? "offline-full/4" : "offline/3";

    /// <summary>Writes P2; see <see cref="IInstructionTeacher.WritePreferenceAsync"/>.</summary>
    /// <param name="history">The items before the target, oldest first: never the target or anything after it.</param>
    /// <param name="seed">Chooses the wording.</param>
    /// <returns>A sentence without a full stop, or <see langword="null"/> where nothing stands out.</returns>
    public string? WritePreference(IReadOnlyList<Item> history, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(history);
        return _preferences.Write(history, seed);
    }

    /// <summary>Writes I1 from what is known about an item; see <see cref="IInstructionTeacher.WriteIntentionAsync"/>. The target is known: oracle query.</summary>
    /// <param name="target">The item chosen; its title is not used.</param>
    /// <param name="seed">Chooses the wording.</param>
    /// <returns>A wish, or <see langword="null"/> where the item has no attribute that is spoken of.</returns>
    public string? WriteIntention(Item target, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(target);
        return _wishes.Write(target, seed);
    }

    /// <summary>Joins an item's labels into I2, kinds first, then themes, makers and the period. The target is known: oracle query.</summary>
    /// <param name="target">The item.</param>
    /// <param name="themeLimit">How many tags or features at most.</param>
    /// <returns>The intention; <see cref="Intention.None"/> where the item has no attribute that is spoken of.</returns>
    public Intention SpecificIntention(Item target, int themeLimit = 3)
    {
        ArgumentNullException.ThrowIfNull(target);
        return _wishes.Specific(target, themeLimit);
    }

    /// <inheritdoc/>
    public ValueTask<string?> WritePreferenceAsync(IReadOnlyList<Item> history, ulong seed, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(WritePreference(history, seed));
    }

    /// <inheritdoc/>
    public ValueTask<string?> WriteIntentionAsync(Item target, string? review, ulong seed, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(target);
        return new(_wishes.WriteFromReview(target, review, seed) ?? _wishes.Write(target, seed));
    }
}
