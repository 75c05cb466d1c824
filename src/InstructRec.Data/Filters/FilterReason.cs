namespace InstructRec.Data.Filters;

/// <summary>Why a teacher's text was removed.</summary>
public enum FilterReason
{
    /// <summary>Too few words to say anything.</summary>
    TooShort,

    /// <summary>Too many words for an instruction.</summary>
    TooLong,

    /// <summary>Mostly not in Latin letters, or without a single common English word in a text long enough to have one.</summary>
    OtherLanguage,

    /// <summary>The same as others before it, or nearly.</summary>
    Repeat,

    /// <summary>The teacher speaks of itself or refuses.</summary>
    Refusal,

    /// <summary>An e-mail address, telephone number, web or network address.</summary>
    PersonalData,

    /// <summary>The title of the target stands in it.</summary>
    TitleLeak,
}
