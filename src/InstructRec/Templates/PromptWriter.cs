using System.Buffers;
using System.Globalization;

namespace InstructRec.Templates;

/// <summary>Writes variants with their values into one rented buffer.</summary>
internal ref struct PromptWriter
{
    private readonly ITitleCutter? cutter;
    private char[] buffer;
    private int length;

    public PromptWriter(ITitleCutter? cutter)
    {
        this.cutter = cutter;
        buffer = ArrayPool<char>.Shared.Rent(4096);
    }

    public readonly ReadOnlySpan<char> Written => buffer.AsSpan(0, length);

    public readonly void Dispose() => ArrayPool<char>.Shared.Return(buffer);

    public void Write(WordingVariant variant, in SlotValues values)
    {
        if (length > 0)
        {
            Append(" ");
        }

        for (int i = 0; i < variant.Uses.Length; i++)
        {
            Append(variant.Literals[i]);
            SlotUse use = variant.Uses[i];
            if ((use.Name & Slots.Lists) != 0)
            {
                WriteList(use, values);
            }
            else if ((use.Name & Slots.Titles) != 0)
            {
                AppendTitle(values.Single(use.Name));
            }
            else
            {
                string text = values.Single(use.Name);
                Append(use.Name == Slots.Preference && cutter is not null ? cutter.Preference(text) : text);
            }
        }

        Append(variant.Literals[^1]);
    }

    private void WriteList(SlotUse use, in SlotValues values)
    {
        bool history = use.Name == Slots.History;
        int count = history ? values.HistoryCount : values.CandidateCount;
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                Append(
                    use.Style switch
                    {
                        ListStyle.And => i == count - 1 ? "\" and \"" : "\", \"",
                        ListStyle.Or => i == count - 1 ? "\" or \"" : "\", \"",
                        _ => "; ",
                    }
                );
            }

            if (use.Style == ListStyle.Numbered)
            {
                Append(i + 1);
                Append(". ");
            }

            AppendTitle((history ? values.Instruction.Preference.History[values.HistoryStart + i].Item : values.Candidates[i]).CleanTitle);
        }
    }

    private void AppendTitle(string title) => Append(cutter is null ? title : cutter.Title(title));

    private void Append(int number)
    {
        Reserve(11);
        number.TryFormat(buffer.AsSpan(length), out int written, provider: CultureInfo.InvariantCulture);
        length += written;
    }

    private void Append(string text)
    {
        Reserve(text.Length);
        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
    }

    private void Reserve(int more)
    {
        if (length + more > buffer.Length)
        {
            char[] larger = ArrayPool<char>.Shared.Rent((length + more) * 2);
            Written.CopyTo(larger);
            ArrayPool<char>.Shared.Return(buffer);
            buffer = larger;
        }
    }
}
