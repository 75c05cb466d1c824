using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The one place that chooses how a linear layer is computed, by a fixed table of device, type and shape.</summary>
internal sealed class LinearKernel(KernelOptions options)
{
    private readonly ConcurrentDictionary<(long Out, long In, int Size, LinearMethod Method), bool> _logged = new();

    public KernelOptions Options { get; set; } = options;

    /// <summary>x W^T: [..., in] and [out, in] to [..., out].</summary>
    public Tensor Apply(Tensor x, Tensor weight)
    {
        LinearMethod method = Choose(x, weight);
        Log(x, weight, method);
        return method == LinearMethod.OneDnn ? OneDnnLinear.Apply(x, weight) : nn.functional.linear(x, weight);
    }

    /// <summary>The table; a forced method counts where it can run.</summary>
    public LinearMethod Choose(Tensor x, Tensor weight)
    {
        if (Options.Linear == LinearMethod.Native || !OneDnnLinear.CanRun(x, weight))
        {
            return LinearMethod.Native;
        }

        return Options.Linear == LinearMethod.OneDnn || OneDnnIsFaster(x, weight) ? LinearMethod.OneDnn : LinearMethod.Native;
    }

    private static bool OneDnnIsFaster(Tensor x, Tensor weight) => false;

    private void Log(Tensor x, Tensor weight, LinearMethod method)
    {
        if (Options.Logger is not { } logger)
        {
            return;
        }

        long rows = x.numel() / x.shape[^1];
        if (_logged.TryAdd((weight.shape[0], weight.shape[1], long.Log2(Math.Max(1, rows)) is var size ? (int)size : 0, method), true))
        {
            logger.LinearChosen(rows, weight.shape[1], weight.shape[0], x.dtype.ToString(), x.device.ToString(), method);
        }
    }
}
