using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The one place that chooses how a linear layer is computed, by a fixed table of device, type and shape.</summary>
/// <remarks>
/// With gradients, on a GPU and in other types everything is libtorch's own. Up to four rows are streamed; time of libtorch / time of the stream, one thread of a Zen 4, weights taking
/// turns so that none is still in the cache (<c>profile linear</c>):
/// <code>
///                        float32                          bfloat16
/// rows           1     2     3     4     8  |     1     2     3     4     8
/// 384 x 512   2.43  2.99  3.15  2.63  1.91  |  2.42  1.88  1.64  1.34  1.09    (outputs x inputs)
/// 1024 x 512  2.62  3.16  3.42  2.27  1.30  |  2.44  1.62  1.45  1.26  0.90
/// 512 x 1024  1.78  2.32  1.95  1.32  0.83  |  2.44  1.59  1.28  1.27  0.57
/// 2048 x 768  1.98  3.29  2.88  1.85  0.94  |  2.54  1.66  1.41  1.49  0.71
/// 32128 x 512 2.73  5.10  5.24  3.66  2.81  |  2.19  1.45  1.31  1.21  0.96
/// 128 x 128   0.52  0.41  0.44  0.37        |  0.45  0.35  0.33  0.32
/// </code>
/// oneDNN's gain in float32 lies below the stream's in each of them. A stream is of one thread but for large weights: with more threads than twice the stream's, libtorch keeps the product, and in
/// bfloat16, with more threads than the stream's, that of two rows and more (0.72 to 1.15 with two threads).
/// For more rows in float32, time of MKL / time of oneDNN (above 1 oneDNN is faster), inputs x outputs, weights in the cache:
/// <code>
/// rows          2     4     8    15  |   16    32    64  |  128   512  1054  4096
/// 512 x 384   1.39  1.35  1.27  1.42 |  0.60  0.74  0.87 |  0.96  1.09  1.13  1.16
/// 1024 x 512  1.41  2.06  1.91  1.75 |  0.53  0.67  0.80 |  0.91  1.05  1.13  1.23
/// 2048 x 768  2.03  2.38  1.94  1.85 |  0.55  0.68  0.82 |  0.95  1.06  1.10
/// 512 x 32128 3.05  1.10  0.88  0.66 |  1.35  1.42  1.39 |  1.28  1.09  1.09
/// 128 x 128                     0.48 |  0.52  0.49  0.78 |  0.88  1.03  1.04  1.16
/// </code>
/// A shape seen for the first time costs oneDNN 0.1 ms, and half a megabyte for as long as it is kept: a thousand numbers of rows under load took 400 MB more. Weights that gain
/// next to nothing stay with MKL. On a Zen 5, whose registers MKL half uses, 4096 rows gave 2. Training's products stay with
/// MKL: of forward, input gradient and weight gradient, oneDNN gained 17, 8 and -40 %.
/// </remarks>
/// <param name="options">What is forced, and where choices are logged.</param>
/// <param name="oneDnn">oneDNN's function; this process's own by default.</param>
/// <param name="streamed">The product of a few rows; that of this process's processor by default.</param>
internal sealed class LinearKernel(KernelOptions options, ILinearProduct? oneDnn = null, ILinearProduct? streamed = null)
{
    /// <summary>A matrix with so many rows is a vocabulary's.</summary>
    private const int HeadWidth = 16384;

    /// <summary>Up to so many rows the time is that of reading the weight.</summary>
    private const int StreamedRows = 4;

    /// <summary>Numbers of the smallest weight that gains; below it what is called around the product counts.</summary>
    private const int SmallestGain = 512 * 384;

    private readonly ILinearProduct _oneDnn = oneDnn ?? OneDnnLinear.OfProcess, _streamed = streamed ?? StreamedLinear.OfProcess;
    private readonly ConcurrentDictionary<(long Out, long In, int Size, LinearMethod Method), bool> _logged = new();

    public KernelOptions Options { get; set; } = options;

    /// <summary>x W^T: [..., in] and [out, in] to [..., out].</summary>
    public Tensor Apply(Tensor x, Tensor weight)
    {
        LinearMethod method = Choose(x, weight);
        Log(x, weight, method);
        return method switch
        {
            LinearMethod.Streamed => _streamed.Apply(x, weight),
            LinearMethod.OneDnn => _oneDnn.Apply(x, weight),
            _ => nn.functional.linear(x, weight),
        };
    }

    /// <summary>The table; a forced method counts where it can run.</summary>
    public LinearMethod Choose(Tensor x, Tensor weight) => Options.Linear switch
    {
        LinearMethod.Native => LinearMethod.Native,
        LinearMethod.OneDnn => _oneDnn.CanRun(x, weight) ? LinearMethod.OneDnn : LinearMethod.Native,
        LinearMethod.Streamed => _streamed.CanRun(x, weight) ? LinearMethod.Streamed : LinearMethod.Native,
        _ => _streamed.CanRun(x, weight) && StreamedIsFaster(x, weight) ? LinearMethod.Streamed
            : _oneDnn.CanRun(x, weight) && OneDnnIsFaster(x, weight) ? LinearMethod.OneDnn
            : LinearMethod.Native,
    };

    private static bool StreamedIsFaster(Tensor x, Tensor weight)
    {
        long numbers = weight.numel(), rows = x.numel() / weight.size(1);
        if (rows > StreamedRows || numbers < SmallestGain)
        {
            return false;
        }

        int threads = get_num_threads(), parts = StreamedLinear.Parts(weight, threads);
        return threads <= 2 * parts && (rows == 1 || threads == parts || weight.dtype == ScalarType.Float32);
    }

    private static bool OneDnnIsFaster(Tensor x, Tensor weight)
    {
        long outputs = weight.shape[0], inputs = weight.shape[1], rows = x.numel() / inputs;
        return outputs >= HeadWidth
            ? rows >= 16
            : rows is >= 512 or (>= 2 and < 16) && inputs * outputs >= SmallestGain;
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
