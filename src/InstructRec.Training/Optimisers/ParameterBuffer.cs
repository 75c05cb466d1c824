using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.Training.Optimisers;

/// <summary>
/// The parameters of a network laid end to end in one tensor, and their gradients in a second one: an optimiser's step, the gradient
/// norm and zeroing are then a handful of operations however many parameters there are.
/// </summary>
/// <remarks>
/// <para>The network is not copied: its parameters become views of <see cref="Weights"/>, their gradients views of <see cref="Gradients"/>,
/// into which every backward pass adds. Call <see cref="ZeroGradients"/> between steps; never set a parameter's gradient to null.</para>
/// <para>Every parameter begins at a multiple of 64 bytes, as a tensor of its own would, so that kernels choose the same path and a resumed
/// run repeats the first one bit for bit. Decaying parameters come first (<see cref="DecayingLength"/>).</para>
/// <para>Parameters in half precision get a float32 master copy: the optimiser works on <see cref="Weights"/> in float32, and
/// <see cref="Publish"/> rounds it into the network. Not thread-safe; use on the thread that owns the network. Disposing leaves the network usable.</para>
/// </remarks>
public sealed class ParameterBuffer : IDisposable
{
    private const int AlignmentInElements = 32;
    private readonly Tensor _networkWeights;
    private readonly Tensor _networkGradients;
    private readonly bool _hasMaster;

    /// <summary>Moves the parameters of a network into one buffer.</summary>
    /// <param name="parameters">Names and parameters, all of one type and on one device; a tensor named twice is taken once.</param>
    /// <param name="decays">Which of them weight decay applies to, by name; <see langword="null"/> means <see cref="DecayRule.AllButNormsAndBiases"/>.</param>
    /// <exception cref="ArgumentException">There is no parameter that wants a gradient, or types or devices differ.</exception>
    public ParameterBuffer(IEnumerable<(string Name, Parameter Parameter)> parameters, Func<string, bool>? decays = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        decays ??= DecayRule.AllButNormsAndBiases;
        List<(string Name, Parameter Parameter)> trained = [];
        HashSet<IntPtr> seen = [];
        foreach ((string name, Parameter parameter) in parameters)
        {
            if (parameter.requires_grad && seen.Add(parameter.Handle))
            {
                trained.Add((name, parameter));
            }
        }

        if (trained.Count == 0)
        {
            throw new ArgumentException("No parameter wants a gradient.", nameof(parameters));
        }

        ScalarType type = trained[0].Parameter.dtype;
        Device device = trained[0].Parameter.device;
        if (trained.Any(p => p.Parameter.dtype != type || p.Parameter.device_type != device.type))
        {
            throw new ArgumentException("All parameters must be of one type and on one device.", nameof(parameters));
        }

        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        (Slices, Length, DecayingLength) = LayOut(trained, decays);
        _hasMaster = type is ScalarType.BFloat16 or ScalarType.Float16;
        _networkWeights = zeros(Length, dtype: type, device: device).DetachFromDisposeScope();
        _networkGradients = zeros(Length, dtype: type, device: device).DetachFromDisposeScope();
        Dictionary<string, Parameter> byName = trained.ToDictionary(p => p.Name, p => p.Parameter, StringComparer.Ordinal);
        foreach (ParameterSlice slice in Slices)
        {
            Parameter parameter = byName[slice.Name];
            Tensor place = View(_networkWeights, slice);
            place.copy_(parameter);
            parameter.set_(place);
            parameter.grad = View(_networkGradients, slice);
        }

        Weights = _hasMaster ? _networkWeights.to(ScalarType.Float32).DetachFromDisposeScope() : _networkWeights;
        Gradients = _hasMaster ? zeros(Length, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope() : _networkGradients;
    }

    /// <summary>Where each parameter lies, in the buffer's order.</summary>
    public IReadOnlyList<ParameterSlice> Slices { get; }

    /// <summary>Elements in the buffer, gaps included.</summary>
    public long Length { get; }

    /// <summary>How many elements at the buffer's beginning weight decay applies to.</summary>
    public long DecayingLength { get; }

    /// <summary>All weights, <c>[length]</c> float32: the network's own, or their master copy. Borrowed: owned by this buffer.</summary>
    public Tensor Weights { get; }

    /// <summary>All gradients, <c>[length]</c> float32, complete after <see cref="Collect"/>. Borrowed: owned by this buffer.</summary>
    public Tensor Gradients { get; }

    /// <summary>Whether <see cref="Weights"/> is a float32 copy of weights that the network holds in half precision.</summary>
    public bool HasMaster => _hasMaster;

    /// <summary>The part of a buffer-long tensor that belongs to one parameter, in its shape; the caller owns the view.</summary>
    /// <param name="buffer">A tensor <c>[length]</c>, such as <see cref="Weights"/>.</param>
    /// <param name="slice">One of <see cref="Slices"/>.</param>
    public static Tensor View(Tensor buffer, ParameterSlice slice)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(slice);
        using Tensor part = buffer.narrow(0, slice.Offset, slice.Length);
        return part.view([.. slice.Shape]);
    }

    /// <summary>Sets all gradients to zero.</summary>
    public void ZeroGradients()
    {
        // What an operator in place returns is a tensor of its own over the same memory, and would wait for the finalizer.
        using DisposeScope scope = NewDisposeScope();
        _networkGradients.zero_();
    }

    /// <summary>Brings the network's gradients into <see cref="Gradients"/>; does nothing where they are the same tensor.</summary>
    public void Collect()
    {
        if (_hasMaster)
        {
            using DisposeScope scope = NewDisposeScope();
            Gradients.copy_(_networkGradients);
        }
    }

    /// <summary>Brings <see cref="Weights"/> into the network; does nothing where they are the same tensor.</summary>
    public void Publish()
    {
        if (_hasMaster)
        {
            using IDisposable noGradient = no_grad();
            using DisposeScope scope = NewDisposeScope();
            _networkWeights.copy_(Weights);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_hasMaster)
        {
            Weights.Dispose();
            Gradients.Dispose();
        }

        _networkWeights.Dispose();
        _networkGradients.Dispose();
    }

    private static (IReadOnlyList<ParameterSlice> Slices, long Length, long Decaying) LayOut(
        List<(string Name, Parameter Parameter)> trained, Func<string, bool> decays)
    {
        List<ParameterSlice> slices = [];
        long offset = 0;
        long decaying = 0;
        foreach ((string name, Parameter parameter) in trained.OrderBy(p => decays(p.Name) ? 0 : 1))
        {
            ParameterSlice slice = new(name, [.. parameter.shape], offset, decays(name));
            slices.Add(slice);
            offset += (slice.Length + AlignmentInElements - 1) / AlignmentInElements * AlignmentInElements;
            decaying = slice.Decays ? offset : decaying;
        }

        return (slices, offset, decaying);
    }
}
