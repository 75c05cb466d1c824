using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The one place that chooses how a linear layer is computed, by a fixed table of device, type and shape.</summary>
/// <remarks>
/// Everything but float32 on the CPU without gradients is libtorch's own. There, time of MKL / time of oneDNN (above 1 oneDNN is faster), one thread of a Zen 4:
/// <code>
/// rows          2     4     8    15  |   16    32    64  |  128   512  1054  4096
/// 512 x 384   1.39  1.35  1.27  1.42 |  0.60  0.74  0.87 |  0.96  1.09  1.13  1.16
/// 1024 x 512  1.41  2.06  1.91  1.75 |  0.53  0.67  0.80 |  0.91  1.05  1.13  1.23
/// 2048 x 768  2.03  2.38  1.94  1.85 |  0.55  0.68  0.82 |  0.95  1.06  1.10
/// 512 x 32128 3.05  1.10  0.88  0.66 |  1.35  1.42  1.39 |  1.28  1.09  1.09
/// 128 x 128                     0.48 |  0.52  0.49  0.78 |  0.88  1.03  1.04  1.16
/// </code>
/// One row: equal. A shape seen for the first time costs oneDNN 0.1 ms. On a Zen 5, whose registers MKL half uses, 4096 rows gave 2. Training's products stay with
/// MKL: of forward, input gradient and weight gradient, oneDNN gained 17, 8 and -40 %.
/// </remarks>
/// <param name="options">What is forced, and where choices are logged.</param>
/// <param name="oneDnn">oneDNN's function; this process's own by default.</param>
internal sealed class LinearKernel(KernelOptions options, OneDnnLinear? oneDnn = null)
{
    /// <summary>A matrix with so many rows is a vocabulary's.</summary>
    private const int HeadWidth = 16384;

    private readonly OneDnnLinear _oneDnn = oneDnn ?? OneDnnLinear.OfProcess;
    private readonly ConcurrentDictionary<(long Out, long In, int Size, LinearMethod Method), bool> _logged = new();

    public KernelOptions Options { get; set; } = options;

    /// <summary>x W^T: [..., in] and [out, in] to [..., out].</summary>
    public Tensor Apply(Tensor x, Tensor weight)
    {
        LinearMethod method = Choose(x, weight);
        Log(x, weight, method);
        return method == LinearMethod.OneDnn ? _oneDnn.Apply(x, weight) : nn.functional.linear(x, weight);
    }

    /// <summary>The table; a forced method counts where it can run.</summary>
    public LinearMethod Choose(Tensor x, Tensor weight)
    {
        if (Options.Linear == LinearMethod.Native || !_oneDnn.CanRun(x, weight))
        {
            return LinearMethod.Native;
        }

        return Options.Linear == LinearMethod.OneDnn || OneDnnIsFaster(x, weight) ? LinearMethod.OneDnn : LinearMethod.Native;
    }

    private static bool OneDnnIsFaster(Tensor x, Tensor weight)
    {
        long outputs = weight.shape[0], inputs = weight.shape[1], rows = x.numel() / inputs;
        return outputs >= HeadWidth
            ? rows >= 16
            : rows >= 512 || (rows is >= 2 and < 16 && inputs * outputs >= 512 * 384);
    }

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
