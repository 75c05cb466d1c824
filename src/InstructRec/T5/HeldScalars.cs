using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Operations of tensors with numbers, each number held until the operation has read it.</summary>
/// <remarks>
/// TorchSharp 0.107 makes an object of every number and hands libtorch the pointer within, but does not keep the object alive during the call: a collection that another thread
/// starts may free the number while libtorch reads it; the sum of two tensors has such a number too. Rare, and met three times within an hour of training on a busy machine. A test
/// holds all arithmetic of this library to these methods.
/// Disposing the number also spares the finalizer one object per operation.
/// </remarks>
internal static class HeldScalars
{
    public static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar held = factor;
        return tensor.mul(held);
    }

    public static Tensor TimesInPlace(this Tensor tensor, double factor)
    {
        using Scalar held = factor;
        return tensor.mul_(held);
    }

    public static Tensor DividedBy(this Tensor tensor, double divisor)
    {
        using Scalar held = divisor;
        return tensor.div(held);
    }

    public static Tensor DividedByInPlace(this Tensor tensor, double divisor)
    {
        using Scalar held = divisor;
        return tensor.div_(held);
    }

    /// <summary>The sum of two tensors: libtorch reads the number 1, by which it multiplies the second.</summary>
    public static Tensor Plus(this Tensor tensor, Tensor term)
    {
        using Scalar one = 1;
        return tensor.add(term, one);
    }

    public static Tensor PlusInPlace(this Tensor tensor, Tensor term)
    {
        using Scalar one = 1;
        return tensor.add_(term, one);
    }

    /// <summary>As <c>square</c>, which raises to a number.</summary>
    public static Tensor Squared(this Tensor tensor) => tensor.mul(tensor);

    public static Tensor Plus(this Tensor tensor, double term)
    {
        using Scalar held = term, one = 1;
        return tensor.add(held, one);
    }

    public static Tensor PlusInPlace(this Tensor tensor, double term)
    {
        using Scalar held = term, one = 1;
        return tensor.add_(held, one);
    }

    public static Tensor PlusInPlace(this Tensor tensor, Tensor term, double factor)
    {
        using Scalar held = factor;
        return tensor.add_(term, held);
    }

    public static Tensor MinusInPlace(this Tensor tensor, double term)
    {
        using Scalar held = term;
        return tensor.sub_(held);
    }

    public static Tensor PlusProductInPlace(this Tensor tensor, Tensor first, Tensor second, double factor)
    {
        using Scalar held = factor;
        return tensor.addcmul_(first, second, held);
    }

    public static Tensor PlusQuotientInPlace(this Tensor tensor, Tensor numerator, Tensor denominator, double factor)
    {
        using Scalar held = factor;
        return tensor.addcdiv_(numerator, denominator, held);
    }

    public static Tensor AtLeast(this Tensor tensor, double least)
    {
        using Scalar held = least;
        return tensor.clamp(held);
    }

    public static Tensor AtMost(this Tensor tensor, double most)
    {
        using Scalar held = most;
        return tensor.clamp_max(held);
    }

    public static Tensor AtLeastInPlace(this Tensor tensor, double least)
    {
        using Scalar held = least;
        return tensor.clamp_(held);
    }

    public static Tensor IsEqualTo(this Tensor tensor, long value)
    {
        using Scalar held = value;
        return tensor.eq(held);
    }

    public static Tensor MaskedFillInPlace(this Tensor tensor, Tensor mask, double value)
    {
        using Scalar held = value;
        return tensor.masked_fill_(mask, held);
    }

    public static Tensor FillInPlace(this Tensor tensor, double value)
    {
        using Scalar held = value;
        return tensor.fill_(held);
    }

    /// <summary>Rows of <paramref name="source"/> added to the rows of a copy that <paramref name="rows"/> names.</summary>
    public static Tensor PlusRows(this Tensor tensor, Tensor rows, Tensor source)
    {
        using Scalar one = 1;
        return tensor.index_add(0, rows, source, one);
    }

    public static Tensor PlusRowsInPlace(this Tensor tensor, Tensor rows, Tensor source)
    {
        using Scalar one = 1;
        return tensor.index_add_(0, rows, source, one);
    }

    public static Tensor Filled(long[] shape, double value, ScalarType type, Device device)
    {
        using Scalar held = value;
        return full(shape, held, type, device);
    }

    /// <summary>0, 1, … up to one less than <paramref name="count"/>, int64.</summary>
    public static Tensor Counting(long count, Device device)
    {
        using Scalar first = 0L, end = count, step = 1L;
        return arange(first, end, step, ScalarType.Int64, device);
    }
}
