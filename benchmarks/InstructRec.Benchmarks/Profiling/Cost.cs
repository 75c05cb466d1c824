namespace InstructRec.Benchmarks.Profiling;

/// <summary>What a part of the work must do at least, computed from its shapes: arithmetic operations, and bytes read and written once.</summary>
internal readonly record struct Cost(double Flop, double Bytes)
{
    public static Cost operator +(Cost left, Cost right) => new(left.Flop + right.Flop, left.Bytes + right.Bytes);

    public static Cost operator *(Cost cost, double times) => new(cost.Flop * times, cost.Bytes * times);

    /// <summary>[rows, inputs] times [inputs, outputs].</summary>
    public static Cost Product(double rows, double inputs, double outputs, int size) =>
        new(2 * rows * inputs * outputs, size * ((rows * inputs) + (inputs * outputs) + (rows * outputs)));

    /// <summary>Both products and the softmax (five operations an element); the scores are counted as never leaving the cache.</summary>
    public static Cost Attention(double batch, double heads, double queries, double keys, double width, int size, double maskBytes) =>
        new(((4 * width) + 5) * batch * heads * queries * keys, (size * batch * heads * width * 2 * (queries + keys)) + maskBytes);

    /// <summary>Some operations for each of so many elements, each read and written some times.</summary>
    public static Cost Elements(double count, double operations, double passes, int size) => new(count * operations, count * passes * size);
}
