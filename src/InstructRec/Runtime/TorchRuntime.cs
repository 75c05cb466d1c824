using TorchSharp;

namespace InstructRec.Runtime;

/// <summary>Loads libtorch, once, and says in one exception what is missing when it cannot be loaded.</summary>
public static class TorchRuntime
{
    private static readonly Lazy<InstructRecException?> Failure = new(Load);

    /// <summary>Loads the native libraries if they are not loaded yet.</summary>
    /// <exception cref="InstructRecException">
    /// Kind <see cref="InstructRecErrorKind.Runtime"/>: no native package beside the application, one of another version, or a libstdc++
    /// that is too old for it; the message names cause and cure.
    /// </exception>
    /// <remarks>Thread-safe. A failure is remembered: a process that could not load the libraries needs another deployment, not another try.</remarks>
    public static void EnsureLoaded()
    {
        if (Failure.Value is { } failure)
        {
            // A new object each time: an exception that many callers throw would mix their stack traces.
            throw new InstructRecException(failure.Kind, failure.What, failure.Where, failure.Remedy, innerException: failure.InnerException);
        }
    }

    /// <summary>What a device's name comes to on this machine. Call it on the device's thread.</summary>
    /// <param name="name">The device asked for.</param>
    /// <returns><c>cpu</c>, or <c>cuda</c> with a number that exists.</returns>
    /// <exception cref="InstructRecException">CUDA was asked for and is not there, or has fewer devices.</exception>
    public static DeviceName Resolve(DeviceName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        EnsureLoaded();
        if (name.Type == "cpu")
        {
            return name;
        }

        bool available = torch.cuda.is_available();
        if (name.Type == "auto")
        {
            return available ? new DeviceName("cuda", 0) : new DeviceName("cpu", null);
        }

        if (!available)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Runtime,
                "CUDA was asked for and libtorch finds none",
                $"Device = {name}",
                $"Reference TorchSharp-cuda-linux or TorchSharp-cuda-windows {NativeLibraryDiagnosis.PackageVersion} instead of TorchSharp-cpu, check the driver with nvidia-smi, or use auto or cpu");
        }

        int count = torch.cuda.device_count();
        return name.Index < count
            ? name
            : throw new InstructRecException(InstructRecErrorKind.Runtime, $"this machine has {count} CUDA device(s), numbered from 0", $"Device = {name}");
    }

    private static InstructRecException? Load()
    {
        // Asked before TorchSharp is: TorchSharp answers a missing library by copying 600 MB out of the package cache and a page of trace.
        if (NativeLibraryDiagnosis.Examine() is { } failure)
        {
            return failure;
        }

        try
        {
            using torch.Tensor probe = torch.zeros(1, device: torch.CPU);
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return NativeLibraryDiagnosis.Explain(exception.GetBaseException().Message, exception);
        }
    }
}
