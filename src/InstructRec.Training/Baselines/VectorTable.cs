using System.Numerics;
using System.Runtime.InteropServices;
using InstructRec.Data.Candidates;

namespace InstructRec.Training.Baselines;

/// <summary>Vectors that Adam moves, all of them at each step, as PyTorch's does: the running means of vectors that a step did not touch go on.</summary>
internal sealed class VectorTable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private readonly int _width;
    private readonly float[] _values;
    private readonly float[] _means;
    private readonly float[] _squares;
    private readonly float[] _gradients;
    private long _steps;

    public VectorTable(int count, int width, ulong seed)
    {
        Count = count;
        _width = width;
        _values = new float[(long)count * width];
        _means = new float[_values.Length];
        _squares = new float[_values.Length];
        _gradients = new float[_values.Length];
        SplitMix64 random = new(seed);

        // Xavier's normal, as the published run begins.
        double deviation = Math.Sqrt(2.0 / (count + width));
        for (int i = 0; i < _values.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(((random.Next() >> 11) + 1) * (1.0 / (1UL << 53))));
            _values[i] = (float)(deviation * radius * Math.Cos(2 * Math.PI * (random.Next() >> 11) / (1UL << 53)));
        }
    }

    public int Count { get; }

    public ReadOnlySpan<float> Row(int index) => _values.AsSpan(index * _width, _width);

    public float[] Copy() => [.. _values];

    public void AddGradient(int index, ReadOnlySpan<float> direction, float scale) =>
        DenseKernel.AddScaled(direction, scale, _gradients.AsSpan(index * _width, _width));

    public void Step(double learningRate)
    {
        _steps++;
        float rate = (float)(learningRate / (1 - Math.Pow(Beta1, _steps)));
        float scale = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, _steps)));
        Span<Vector<float>> values = MemoryMarshal.Cast<float, Vector<float>>(_values.AsSpan());
        Span<Vector<float>> means = MemoryMarshal.Cast<float, Vector<float>>(_means.AsSpan());
        Span<Vector<float>> squares = MemoryMarshal.Cast<float, Vector<float>>(_squares.AsSpan());
        Span<Vector<float>> gradients = MemoryMarshal.Cast<float, Vector<float>>(_gradients.AsSpan());
        Vector<float> keep1 = new((float)Beta1), take1 = new((float)(1 - Beta1)), keep2 = new((float)Beta2), take2 = new((float)(1 - Beta2));
        Vector<float> rates = new(rate), scales = new(scale), epsilon = new(1e-8f);
        for (int i = 0; i < values.Length; i++)
        {
            Vector<float> gradient = gradients[i];
            means[i] = (means[i] * keep1) + (gradient * take1);
            squares[i] = (squares[i] * keep2) + (gradient * gradient * take2);
            values[i] -= rates * means[i] / ((Vector.SquareRoot(squares[i]) * scales) + epsilon);
        }

        for (int i = values.Length * Vector<float>.Count; i < _values.Length; i++)
        {
            _means[i] = (_means[i] * (float)Beta1) + (_gradients[i] * (float)(1 - Beta1));
            _squares[i] = (_squares[i] * (float)Beta2) + (_gradients[i] * _gradients[i] * (float)(1 - Beta2));
            _values[i] -= rate * _means[i] / ((MathF.Sqrt(_squares[i]) * scale) + 1e-8f);
        }

        Array.Clear(_gradients);
    }
}
