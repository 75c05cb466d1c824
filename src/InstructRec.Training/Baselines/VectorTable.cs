using InstructRec.Data.Candidates;

namespace InstructRec.Training.Baselines;

/// <summary>Vectors that Adam moves, only those that a step touched: the lazy form, whose running means stand still meanwhile.</summary>
internal sealed class VectorTable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private readonly int _width;
    private readonly float[] _values;
    private readonly float[] _means;
    private readonly float[] _squares;
    private readonly float[] _gradients;
    private readonly bool[] _isTouched;
    private readonly List<int> _touched = [];
    private long _steps;

    public VectorTable(int count, int width, ulong seed)
    {
        Count = count;
        _width = width;
        _values = new float[(long)count * width];
        _means = new float[_values.Length];
        _squares = new float[_values.Length];
        _gradients = new float[_values.Length];
        _isTouched = new bool[count];
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

    public void AddGradient(int index, ReadOnlySpan<float> direction, float scale)
    {
        DenseKernel.AddScaled(direction, scale, _gradients.AsSpan(index * _width, _width));
        if (!_isTouched[index])
        {
            _isTouched[index] = true;
            _touched.Add(index);
        }
    }

    public void Step(double learningRate)
    {
        _steps++;
        float rate = (float)(learningRate / (1 - Math.Pow(Beta1, _steps)));
        float scale = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, _steps)));
        foreach (int index in _touched)
        {
            for (int i = index * _width; i < (index + 1) * _width; i++)
            {
                float gradient = _gradients[i];
                _means[i] += (float)(1 - Beta1) * (gradient - _means[i]);
                _squares[i] += (float)(1 - Beta2) * ((gradient * gradient) - _squares[i]);
                _values[i] -= rate * _means[i] / ((MathF.Sqrt(_squares[i]) * scale) + 1e-8f);
                _gradients[i] = 0;
            }

            _isTouched[index] = false;
        }

        _touched.Clear();
    }
}
