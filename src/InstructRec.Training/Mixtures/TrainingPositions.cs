using InstructRec.Data.Splits;

namespace InstructRec.Training.Mixtures;

/// <summary>The places from which something can be learned: every interaction of the training part that has one before it.</summary>
internal sealed class TrainingPositions
{
    private readonly LeaveOneOutSplit _split;
    private readonly int[] _offsets;

    public TrainingPositions(LeaveOneOutSplit split)
    {
        _split = split;
        int people = split.Dataset.PersonCount;
        _offsets = new int[people + 1];
        for (int person = 0; person < people; person++)
        {
            _offsets[person + 1] = checked(_offsets[person] + Math.Max(0, split.Training(person).Length - 1));
        }
    }

    public int Count => _offsets[^1];

    /// <summary>The person and the place within the training part, at least 1.</summary>
    public (int Person, int Place) At(int index)
    {
        int found = Array.BinarySearch(_offsets, index);
        int person = found >= 0 ? found : ~found - 1;

        // People without places share an offset with the next person: take the last that begins there.
        while (_offsets[person + 1] <= index)
        {
            person++;
        }

        return (person, index - _offsets[person] + 1);
    }

    /// <summary>Where the training part begins in the person's whole history.</summary>
    public int Start(int person) => _split.IsEvaluated(person)
        ? _split.TargetPosition(person, SplitPart.Validation) - _split.Training(person).Length
        : _split.Dataset.History(person).Length - _split.Training(person).Length;
}
