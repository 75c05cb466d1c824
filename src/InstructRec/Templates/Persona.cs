namespace InstructRec.Templates;

/// <summary>Who speaks in a formatted instruction.</summary>
public enum Persona
{
    /// <summary>"The user has enjoyed …".</summary>
    ThirdPerson,

    /// <summary>"I have enjoyed …".</summary>
    FirstPerson,
}
