namespace InstructRec.Runtime;

/// <summary>One entry of a device's queue.</summary>
internal interface IDeviceWork
{
    bool IsCancelled { get; }

    void Cancel();

    void Fail(Exception exception);

    void RunInScope();
}
