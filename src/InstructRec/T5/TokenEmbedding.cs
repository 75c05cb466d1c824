using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The rows of a matrix by token id; nothing is scaled and no position is added.</summary>
/// <remarks>Not TorchSharp's own module: that draws a hundred million normal numbers from the process-wide generator before the weights are read.</remarks>
internal sealed class TokenEmbedding : nn.Module
{
    private readonly Parameter weight;

    public TokenEmbedding(int count, int dimension, Device device, ScalarType type)
        : base(nameof(TokenEmbedding))
    {
        weight = new Parameter(empty([count, dimension], type, device)).Owned();
        RegisterComponents();
    }

    public Parameter Weight => weight;

    /// <summary>[batch, length] int64 to [batch, length, d_model].</summary>
    public Tensor Apply(Tensor tokenIds)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = TableRows.Of(weight, tokenIds.reshape(-1));
        return rows.view([.. tokenIds.shape, weight.shape[1]]).MoveToOuterDisposeScope();
    }
}
