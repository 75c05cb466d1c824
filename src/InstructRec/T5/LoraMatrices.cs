using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The matrices of a fresh adapter; they are their adapter's.</summary>
internal static class LoraMatrices
{
    /// <summary>A whole matrix, as it is now.</summary>
    public static AdapterMatrix Copy(Parameter weight) => new(new Parameter(weight.detach().clone()).Owned());

    /// <summary>Zeros, [rows, columns], where a weight lies and of its type, float32 for float16.</summary>
    public static Parameter Matrix(long rows, long columns, Parameter like) =>
        new Parameter(zeros(rows, columns, like.dtype == ScalarType.Float16 ? ScalarType.Float32 : like.dtype, like.device)).Owned();

    /// <summary>A, [rank, in]: uniform within ±1/sqrt(in) as PEFT draws it, or zeros without a generator.</summary>
    public static Parameter Down(Parameter weight, int rank, Generator? generator)
    {
        Parameter down = Matrix(rank, weight.shape[1], weight);
        if (generator is not null)
        {
            double bound = 1 / Math.Sqrt(weight.shape[1]);
            down.uniform_(-bound, bound, generator);
        }

        return down;
    }
}
