using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>What a <see cref="RetrievalHead"/> makes of an instruction's pieces by itself: their weighted mean, plus a small two-layer network of it.</summary>
/// <remarks>A piece's weight is learned by what it is and by how far from the end it stands, so that the words of the template come to count little and the last titles most.</remarks>
internal sealed class PieceReader : nn.Module
{
    private const int Buckets = 32;
    private const int MostDistance = 512;
    private readonly Parameter weights;
    private readonly Parameter? pair_weights;
    private readonly Parameter places;
    private readonly Parameter wi;
    private readonly Parameter wo;

    public PieceReader(int pieces, int pairs, int width, int inner, Device device, ScalarType type)
        : base(nameof(PieceReader))
    {
        weights = new Parameter(empty([pieces], type, device)).Owned();
        pair_weights = pairs > 0 ? new Parameter(empty([pairs], type, device)).Owned() : null;
        places = new Parameter(empty([Buckets], type, device)).Owned();
        wi = new Parameter(empty([inner, width], type, device)).Owned();
        wo = new Parameter(empty([width, inner], type, device)).Owned();
        RegisterComponents();
    }

    public void InitializeWeights(Generator generator)
    {
        weights.zero_();
        pair_weights?.zero_();
        places.zero_();
        wi.normal_(0, Math.Pow(wi.shape[1], -0.5), generator);
        wo.normal_(0, 0.3 * Math.Pow(wi.shape[0], -0.5), generator);
    }

    /// <summary>[texts, width] of the vectors of what the texts are made of, [rows of all bags, width], float32.</summary>
    public Tensor Apply(PieceBags bags, Tensor vectors)
    {
        Device device = vectors.device;
        long[] buckets = [.. bags.FromEnd.Select(d => (long)RelativePositionBuckets.Of(-d, Buckets, MostDistance, bidirectional: false))];
        Tensor owners = tensor(bags.Owners, device: device);
        Tensor all = (pair_weights is null ? weights : cat([weights, pair_weights])).to_type(ScalarType.Float32);
        Tensor logits = TableRows.Of(all.unsqueeze(1), tensor(bags.Rows, device: device)).Plus(TableRows.Of(places.to_type(ScalarType.Float32).unsqueeze(1), tensor(buckets, device: device)));

        // Weights are small numbers: their exponentials need no maximum taken off.
        Tensor shares = logits.AtMost(20).exp(); // [rows, 1]
        Tensor sums = zeros([bags.Lengths.Length, 1], ScalarType.Float32, device).PlusRows(owners, shares).AtLeast(1e-20);
        Tensor part = shares / sums.index_select(0, owners);
        Tensor mean = zeros([bags.Lengths.Length, vectors.shape[1]], device: device).PlusRows(owners, vectors * part);
        return RetrievalHead.TwoLayers(mean, wi, wo);
    }
}
