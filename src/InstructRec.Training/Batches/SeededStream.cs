using InstructRec.Data.Candidates;

namespace InstructRec.Training.Batches;

/// <summary>A generator for each purpose, epoch and place, so that nothing random has to be remembered between two of them.</summary>
internal static class SeededStream
{
    public const ulong Order = 1;
    public const ulong Pool = 2;
    public const ulong Example = 3;
    public const ulong ComparedTitles = 4;
    public const ulong TokenLesson = 5;
    public const ulong LeftOut = 6;

    public static SplitMix64 Of(ulong seed, ulong purpose, int epoch, int index)
    {
        // Each part goes through the generator once: neighbouring places then share nothing.
        ulong state = new SplitMix64(seed).Next() ^ purpose;
        state = new SplitMix64(state).Next() ^ (uint)epoch;
        state = new SplitMix64(state).Next() ^ (uint)index;
        return new SplitMix64(state);
    }
}
