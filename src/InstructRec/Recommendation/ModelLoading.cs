namespace InstructRec.Recommendation;

/// <summary>When a host reads the checkpoint.</summary>
public enum ModelLoading
{
    /// <summary>With the first request, which waits for it: registering costs nothing.</summary>
    OnFirstUse = 0,

    /// <summary>While the host starts; a checkpoint that cannot be read stops the start.</summary>
    AtStart,

    /// <summary>Beginning with the start, without holding it up: <see cref="T5RecommenderModel.Readiness"/> says how far it is, requests wait for it.</summary>
    InBackground,
}
