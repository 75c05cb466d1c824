using InstructRec.Catalog;
using InstructRec.Data.Teachers;
using InstructRec.Instructions;

namespace InstructRec.Data.Generation;

/// <summary>A person's training item, what came before it, and what a teacher has said about either so far.</summary>
internal sealed class PendingExample(int person, int index, int position, int[] items, Interaction[] history)
{
    public required IInstructionTeacher Teacher { get; init; }

    /// <summary>Where only answers are collected: nothing is counted then.</summary>
    public AskedAhead? Ahead { get; init; }

    public int Person => person;

    /// <summary>The place among the training items.</summary>
    public int Index => index;

    /// <summary>The place in the person's whole history.</summary>
    public int Position => position;

    public int[] Items => items;

    public Item Target => history[index].Item;

    public ArraySegment<Interaction> Before => new(history, 0, index);

    public bool PreferenceAsked { get; set; }

    public string? Preference { get; set; }

    public bool VagueAsked { get; set; }

    public Intention? Vague { get; set; }

    public Intention? Specific { get; set; }

    public IEnumerable<Interaction> Shown(int most) => Before[Math.Max(0, index - most)..];

    public ulong Seed(ulong seed) => seed ^ ((ulong)(position + 1) << 40) ^ (uint)person;
}
