using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>A LoRA adapter for one network: small matrices A and B whose product, times a factor, is added to chosen linear layers.</summary>
/// <remarks>
/// Applied, it computes W x + s B (A x) beside the network's weights and is what training changes; merged, W itself becomes W + s B A and nothing is computed
/// beside it. Either is undone to the bit. Owns its matrices (dispose it; that undoes it first); borrows the network, which must live longer. Not thread-safe: applying,
/// merging and undoing must meet no forward pass.
/// </remarks>
public sealed class LoraAdapter : IDisposable
{
    private const string Head = "lm_head";
    private readonly T5ForConditionalGeneration _model;
    private readonly Dropout _dropout;
    private readonly SortedDictionary<string, (Projection Layer, Parameter Down, Parameter Up)> _updates = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (Projection? Layer, AdapterMatrix Matrix)> _saved = new(StringComparer.Ordinal);
    private readonly List<(Parameter Weight, Tensor Original)> _originals = [];
    private readonly List<Parameter> _frozen = [];
    private bool _disposed;

    /// <summary>Makes a fresh adapter, which changes nothing until it is trained: A is drawn, B is zero, whole matrices are copies.</summary>
    /// <param name="model">The network; borrowed.</param>
    /// <param name="config">What is adapted.</param>
    /// <param name="generator">What A is drawn from (uniform within ±1/sqrt(in), as PEFT draws it); <see langword="null"/>: A stays zero, to be filled.</param>
    /// <exception cref="InstructRecException">No layer has such a name, or a module to save is no linear layer (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public LoraAdapter(T5ForConditionalGeneration model, LoraConfig config, Generator? generator)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(config);
        _model = model;
        Config = config.Validate();
        _dropout = new Dropout(config.DropoutRate);
        using IDisposable grad = no_grad();
        foreach ((string name, nn.Module module) in model.named_modules().OrderBy(m => m.name, StringComparer.Ordinal))
        {
            if (module is not Projection layer)
            {
                continue;
            }

            if (LoraConfig.Matches(config.ModulesToSave, name))
            {
                _saved.Add(name, (layer, LoraMatrices.Copy(layer.Weight)));
            }
            else if (LoraConfig.Matches(config.TargetModules, name))
            {
                _updates.Add(name, (layer, LoraMatrices.Down(layer.Weight, config.Rank, generator), LoraMatrices.Matrix(layer.Weight.shape[0], config.Rank, layer.Weight)));
            }
        }

        if (model.OwnHead is null && config.ModulesToSave.Contains(Head))
        {
            _saved.Add(Head, (null, LoraMatrices.Copy(model.Embedding.Weight)));
        }

        Check();
    }

    /// <summary>What is adapted, and how strongly.</summary>
    public LoraConfig Config { get; }

    /// <summary>Whether the adapter computes beside the weights.</summary>
    public bool IsApplied { get; private set; }

    /// <summary>Whether the adapter is part of the weights.</summary>
    public bool IsMerged { get; private set; }

    /// <summary>Its matrices by name (<c>encoder.block.0.layer.0.SelfAttention.q.lora_A.weight</c>, <c>lm_head.weight</c>), what an optimiser trains; they stay the adapter's.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters
    {
        get
        {
            SortedDictionary<string, Parameter> all = new(StringComparer.Ordinal);
            foreach ((string name, (_, Parameter down, Parameter up)) in _updates)
            {
                all.Add(name + ".lora_A.weight", down);
                all.Add(name + ".lora_B.weight", up);
            }

            foreach ((string name, (_, AdapterMatrix matrix)) in _saved)
            {
                all.Add(name + ".weight", matrix.Matrix);
            }

            return all;
        }
    }

    /// <summary>Computes with the adapter from now on.</summary>
    /// <param name="forTraining">Whether the network's own weights stop asking for gradients until <see cref="Remove"/>; dropout then draws from the network's generator.</param>
    /// <exception cref="InvalidOperationException">It is applied or merged, or the network carries another adapter.</exception>
    public void Apply(bool forTraining = false)
    {
        RequireIdle();
        if (_updates.Values.Any(u => u.Layer.Update is not null) || _saved.Values.Any(s => s.Layer?.Replacement is not null) || _model.HeadReplacement is not null)
        {
            throw new InvalidOperationException("The network carries another adapter: remove it first.");
        }

        _dropout.Generator = _model.DropoutGenerator;
        foreach ((Projection layer, Parameter down, Parameter up) in _updates.Values)
        {
            layer.Update = new LowRankUpdate(down, up, Config.Scaling, _dropout);
        }

        foreach ((Projection? layer, AdapterMatrix matrix) in _saved.Values)
        {
            Replace(layer, matrix);
        }

        if (forTraining)
        {
            _frozen.AddRange(_model.parameters().Where(p => p.requires_grad));
            _frozen.ForEach(p => p.requires_grad = false);
        }

        IsApplied = true;
    }

    /// <summary>Computes without the adapter again; the network is as it was.</summary>
    public void Remove()
    {
        if (!IsApplied)
        {
            return;
        }

        foreach ((Projection layer, _, _) in _updates.Values)
        {
            layer.Update = null;
        }

        foreach ((Projection? layer, _) in _saved.Values)
        {
            Replace(layer, null);
        }

        _frozen.ForEach(p => p.requires_grad = true);
        _frozen.Clear();
        IsApplied = false;
    }

    /// <summary>Makes the adapter part of the weights. The weights it changes are kept beside, for <see cref="Unmerge"/>.</summary>
    /// <exception cref="InvalidOperationException">It is applied or merged.</exception>
    /// <exception cref="InstructRecException">It brings a head for a network whose head is tied to the embedding (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public void Merge()
    {
        RequireIdle();
        if (_saved.Values.Any(s => s.Layer is null))
        {
            throw new InstructRecException(
                InstructRecErrorKind.Checkpoint, "The adapter brings a head, and the network's is tied to the embedding", Config.BaseModel, "Apply the adapter instead of merging it");
        }

        using IDisposable grad = no_grad();
        foreach ((Projection layer, Parameter down, Parameter up) in _updates.Values)
        {
            using DisposeScope scope = NewDisposeScope();
            Keep(layer.Weight);
            Tensor product = matmul(up.to_type(ScalarType.Float32), down.to_type(ScalarType.Float32)).TimesInPlace(Config.Scaling);
            layer.Weight.copy_(product.PlusInPlace(layer.Weight));
        }

        foreach ((Projection? layer, AdapterMatrix matrix) in _saved.Values)
        {
            Keep(layer!.Weight);
            layer.Weight.copy_(matrix.Matrix);
        }

        IsMerged = true;
    }

    /// <summary>Takes the adapter out of the weights again, to the bit.</summary>
    public void Unmerge()
    {
        using IDisposable grad = no_grad();
        foreach ((Parameter weight, Tensor original) in _originals)
        {
            weight.copy_(original);
            original.Dispose();
        }

        _originals.Clear();
        IsMerged = false;
    }

    /// <summary>Removes the adapter if it is applied (merged weights stay merged), and frees its matrices.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Remove();
        foreach (Tensor tensor in Parameters.Values.Concat(_originals.Select(o => o.Original)))
        {
            tensor.Dispose();
        }

        _originals.Clear();
    }

    private void Check()
    {
        string[] absent = [.. Config.TargetModules.Where(t => !_updates.Keys.Any(n => LoraConfig.Matches([t], n)))];
        string[] unsaved = [.. Config.ModulesToSave.Where(t => !_saved.Keys.Any(n => LoraConfig.Matches([t], n)))];
        if (_updates.Count + _saved.Count == 0 || (_updates.Count == 0 && absent.Length > 0) || unsaved.Length > 0)
        {
            Dispose();
            string what = unsaved.Length > 0
                ? "modules_to_save names what is no linear layer of the network: " + string.Join(", ", unsaved)
                : "target_modules names no linear layer of the network: " + string.Join(", ", absent);
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, what, Config.BaseModel, "A T5's linear layers end in q, k, v, o, wi or wi_0 and wi_1, wo, lm_head");
        }
    }

    private void RequireIdle()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (IsApplied || IsMerged)
        {
            throw new InvalidOperationException(IsApplied ? "The adapter is applied: remove it first." : "The adapter is merged: unmerge it first.");
        }
    }

    private void Keep(Parameter weight) => _originals.Add((weight, weight.detach().clone().DetachFromDisposeScope()));

    private void Replace(Projection? layer, AdapterMatrix? matrix)
    {
        if (layer is null)
        {
            _model.HeadReplacement = matrix;
        }
        else
        {
            layer.Replacement = matrix;
        }
    }
}
