namespace InstructRec.Runtime;

/// <summary>How a <see cref="DeviceWorker"/> queues and runs.</summary>
public sealed class DeviceWorkerOptions
{
    /// <summary>Work items that may wait; 1 to 1,048,576, default 1,024.</summary>
    public int QueueCapacity { get; set; } = 1024;

    /// <summary>Whether a full queue rejects (<see cref="InstructRecErrorKind.Busy"/>) instead of letting callers wait; default <see langword="false"/>.</summary>
    public bool RejectWhenFull { get; set; }

    /// <summary>Work items that run at once, 1 to 64; default 1. More only on <c>cpu</c>: each thread then has an equal share of the processor's cores for libtorch, at least one.</summary>
    public int Threads { get; set; } = 1;

    internal void Validate(DeviceName device)
    {
        if (QueueCapacity is < 1 or > 1 << 20)
        {
            throw new InstructRecException(InstructRecErrorKind.Options, $"{QueueCapacity} is not between 1 and 1048576", nameof(QueueCapacity));
        }

        if (Threads is < 1 or > BatchingOptions.MostParallelBatches)
        {
            throw new InstructRecException(InstructRecErrorKind.Options, $"{Threads} is not between 1 and {BatchingOptions.MostParallelBatches}", nameof(Threads));
        }

        if (Threads > 1 && device.Type != "cpu")
        {
            throw new InstructRecException(InstructRecErrorKind.Options, $"{device} takes one item at a time", nameof(Threads), "Set it to 1, or use the device cpu");
        }
    }
}
