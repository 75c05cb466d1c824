namespace InstructRec.Instructions;

/// <summary>One attribute of what is wanted: its labels, with a name where they have one.</summary>
/// <remarks>Immutable; equal when name and labels are.</remarks>
/// <param name="Name">For example <c>genre</c>; <see langword="null"/> for bare category labels.</param>
/// <param name="Labels">For example <c>Comedy</c>; at least one.</param>
public sealed record IntentionAttribute(string? Name, IReadOnlyList<string> Labels)
{
    /// <summary>Whether name and labels are equal.</summary>
    /// <param name="other">The attribute to compare with.</param>
    public bool Equals(IntentionAttribute? other) =>
        ReferenceEquals(this, other) || (other is not null && Name == other.Name && Labels.SequenceEqual(other.Labels));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Labels.Count, Labels.Count > 0 ? Labels[0] : null);
}
