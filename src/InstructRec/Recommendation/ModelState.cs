namespace InstructRec.Recommendation;

/// <summary>How far a model is from answering.</summary>
public enum ModelState
{
    /// <summary>Nothing has been asked yet and nothing has been read.</summary>
    NotLoaded = 0,

    /// <summary>The checkpoint is being read for the first time.</summary>
    Loading,

    /// <summary>The weights are in memory; requests are answered. It stays so while a reload goes on beside it.</summary>
    Ready,

    /// <summary>Reading failed; the next request tries again.</summary>
    Failed,

    /// <summary>The model has been disposed.</summary>
    Disposed,
}
