using InstructRec.T5;

namespace InstructRec.Tests.Checkpoints;

internal static class TinyConfig
{
    public static T5Config Tied { get; } = new()
    {
        VocabularySize = 4,
        ModelDimension = 2,
        KeyValueDimension = 1,
        HeadCount = 3,
        FeedForwardDimension = 2,
        EncoderLayerCount = 1,
        DecoderLayerCount = 1,
        RelativeAttentionBucketCount = 4,
        RelativeAttentionMaxDistance = 8,
    };

    public static T5Config OwnHead { get; } = Tied with { HasOwnHead = true, ScalesDecoderOutput = false, FeedForwardActivation = FeedForwardActivation.GatedGelu, DecoderLayerCount = 2 };
}
