namespace InstructRec.Catalog.Database;

/// <summary>The type of the id columns of a host's tables.</summary>
public enum DatabaseKeyType
{
    /// <summary>Text; ids are compared as they are.</summary>
    Text = 0,

    /// <summary>An integer of up to 64 bits; ids that are no such number are unknown.</summary>
    Integer,
}
