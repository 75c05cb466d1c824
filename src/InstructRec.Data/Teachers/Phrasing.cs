using System.Globalization;
using InstructRec.Catalog;
using InstructRec.Data.Candidates;

namespace InstructRec.Data.Teachers;

/// <summary>How labels get into sentences: articles, number, and the catalogue's own words for things.</summary>
internal sealed class Phrasing(OfflineTeacherOptions options, CatalogLabels labels)
{
    public OfflineTeacherOptions Options => options;

    public CatalogLabels Catalog => labels;

    public string Spoken(string label) => labels.Spoken(label);

    public string[] Labels(Item item, AttributeRole role) => [.. labels.Of(item).Where(l => l.Role == role).Select(l => l.Label)];

    /// <summary>A label before the noun: "a gel item".</summary>
    public string Thing(string label, string[] wordings, ref SplitMix64 random)
    {
        string wording = wordings.Pick(ref random);
        if (options.Length == TextLength.Full)
        {
            // "A film of the children's kind" is no English, and "a gel item" is no item.
            wording = labels.Spoken(label).EndsWith("'s", StringComparison.Ordinal) ? wording.Replace("{1} of the {0} kind", "{0} {1}", StringComparison.Ordinal)
                : labels.IsForm(label) ? wording.Replace("{0} {1}", "{1} in {0} form", StringComparison.Ordinal).Replace("{1} of the {0} kind", "{1} in {0} form", StringComparison.Ordinal) : wording;
        }

        string thing = string.Format(CultureInfo.InvariantCulture, wording, labels.Spoken(label), options.Noun);
        return thing.StartsWith("a ", StringComparison.Ordinal) && thing.Length > 2 ? Article(thing[2..])
            : thing.StartsWith("some ", StringComparison.Ordinal) && thing.EndsWith(' ' + options.Noun, StringComparison.Ordinal) ? thing[..^options.Noun.Length] + options.Nouns : thing;
    }

    /// <summary>One of the first two labels in a clause, in so many cases of a hundred.</summary>
    public string Clause(IReadOnlyList<string> of, string[] wordings, int percent, ref SplitMix64 random) =>
        of.Count > 0 && random.Chance(percent) ? Fill(wordings.Pick(ref random), labels.Spoken(of[random.Below(Math.Min(2, of.Count))])) : string.Empty;

    /// <summary>The label last: nothing in it is a place to fill.</summary>
    public string Say(string wording, string label) =>
        Fill(wording.Replace("{s}", options.Noun, StringComparison.Ordinal).Replace("{p}", options.Nouns, StringComparison.Ordinal), label);

    /// <summary>A kind in a sentence of a full text: several things of it for {0} {p} and {k}, one of them for {a}.</summary>
    public string SayKind(string wording, string label) => wording.Contains("{a}", StringComparison.Ordinal)
        ? wording.Replace("{a}", Article(Kind(label, options.Noun)), StringComparison.Ordinal)
        : wording.Replace("{0} {p}", "{k}", StringComparison.Ordinal).Replace("{k}", Kind(label, options.Nouns), StringComparison.Ordinal);

    /// <summary>"Drama films", "items in gel form".</summary>
    public string Kind(string label, string noun) => labels.IsForm(label) ? $"{noun} in {labels.Spoken(label)} form" : $"{labels.Spoken(label)} {noun}";

    public static string Fill(string wording, string what) => wording.Replace("{0}", what, StringComparison.Ordinal);

    /// <summary>Several firms that stand in one label: the first will do.</summary>
    public static string FirstMaker(string label) => (label.IndexOf(',', StringComparison.Ordinal) is var comma and > 0 ? label[..comma] : label).Trim(' ', '.', '+', ',') is { Length: > 0 } first ? first : label;

    /// <summary>A or an: by the first sound, which in letters that are spelt out is that of the letter's name.</summary>
    public static string Article(string phrase)
    {
        int end = phrase.IndexOf(' ', StringComparison.Ordinal);
        ReadOnlySpan<char> word = end < 0 ? phrase : phrase.AsSpan(0, end);
        bool spelt = word.Length is > 1 and <= 4 && !word.ContainsAnyExceptInRange('A', 'Z');
        return ((spelt ? "AEFHILMNORSX" : "aeiouAEIOU").Contains(word.Length > 0 ? word[0] : ' ', StringComparison.Ordinal) ? "an " : "a ") + phrase;
    }
}
