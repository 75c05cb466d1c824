namespace InstructRec.Catalog.Database;

/// <summary>What a host's tables and columns are called.</summary>
/// <remarks>
/// Immutable. Names are the host's own, never a caller's text; they are quoted as SQL identifiers all the same, so case counts where the database says so
/// (PostgreSQL stores unquoted names in lower case). A schema that looks otherwise is fitted by a view. An index on (person, position) of the interactions
/// and the primary key of the items make every query here one seek.
/// </remarks>
public sealed record DatabaseTables
{
    /// <summary>The table or view of items; <c>items</c>. A schema goes before a dot: <c>shop.items</c>.</summary>
    public string Items { get; init; } = "items";

    /// <summary>The unique id of an item; <c>id</c>.</summary>
    public string ItemId { get; init; } = "id";

    /// <summary>The title; <c>title</c>. A null is read as an empty title.</summary>
    public string ItemTitle { get; init; } = "title";

    /// <summary>Labels by attribute name as a JSON object, <c>{"genre":["Comedy","Drama"],"year":"1999"}</c>; <see langword="null"/> (default) where there are none.</summary>
    public string? ItemAttributes { get; init; }

    /// <summary>The table or view of interactions; <c>interactions</c>.</summary>
    public string Interactions { get; init; } = "interactions";

    /// <summary>Who; <c>person</c>.</summary>
    public string InteractionPerson { get; init; } = "person";

    /// <summary>The item's id; <c>item</c>.</summary>
    public string InteractionItem { get; init; } = "item";

    /// <summary>What orders a person's interactions, a number or a time; <c>position</c>. Equal values are ordered by the item's id.</summary>
    public string InteractionPosition { get; init; } = "position";

    /// <summary>When: a time, ISO 8601 text (UTC where it names no offset) or Unix seconds; <see langword="null"/> (default) where it is not kept.</summary>
    public string? InteractionTime { get; init; }

    /// <summary>The table of people, for those who did nothing yet; <see langword="null"/> (default): a person is known by interactions alone.</summary>
    public string? People { get; init; }

    /// <summary>The unique id of a person in <see cref="People"/>; <c>id</c>.</summary>
    public string PersonId { get; init; } = "id";

    /// <summary>The type of the item ids; text unless set.</summary>
    public DatabaseKeyType ItemKey { get; init; }

    /// <summary>The type of the person ids; text unless set.</summary>
    public DatabaseKeyType PersonKey { get; init; }
}
