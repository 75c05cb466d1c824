namespace InstructRec.Training.Batches;

/// <summary>The look for leaks that every training of batches begins with.</summary>
internal static class CheckedBatches
{
    /// <summary>Fails where there is a leak. A cancelled look is no fault: no step is taken after it, so nothing unchecked is learned.</summary>
    public static void CheckUnlessCancelled(this IBatchSource batches, CancellationToken cancellationToken)
    {
        try
        {
            batches.CheckLeakage(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
