namespace InstructRec.Runtime;

/// <summary>How a <see cref="DeviceWorker"/> queues.</summary>
public sealed class DeviceWorkerOptions
{
    /// <summary>Work items that may wait; 1 to 1,048,576, default 1,024.</summary>
    public int QueueCapacity { get; set; } = 1024;

    /// <summary>Whether a full queue rejects (<see cref="InstructRecErrorKind.Busy"/>) instead of letting callers wait; default <see langword="false"/>.</summary>
    public bool RejectWhenFull { get; set; }

    internal void Validate()
    {
        if (QueueCapacity is < 1 or > 1 << 20)
        {
            throw new InstructRecException(InstructRecErrorKind.Options, $"{QueueCapacity} is not between 1 and 1048576", nameof(QueueCapacity));
        }
    }
}
