using InstructRec.Data.Candidates;

namespace InstructRec.Data.Teachers;

/// <summary>The phrases that the offline teacher chooses among. {0} is what is filled in.</summary>
internal static class Wording
{
    public static readonly (string Subject, bool Plural)[] Subjects = [("The person", false), ("This person", false), ("The user", false), ("This user", false), ("They", true)];

    public static readonly (string Singular, string Plural)[] Verbs =
    [
        ("likes", "like"), ("enjoys", "enjoy"), ("prefers", "prefer"), ("is drawn to", "are drawn to"), ("often chooses", "often choose"), ("keeps coming back to", "keep coming back to"),
        ("has a taste for", "have a taste for"), ("is fond of", "are fond of"), ("tends to pick", "tend to pick"), ("looks for", "look for"), ("has a weakness for", "have a weakness for"), ("goes for", "go for"),
    ];

    public static readonly string[] Pairs = ["{0} and {1} {2}", "{0} or {1} {2}", "{0} {2}, and {1} ones too,", "{2} of the {0} and {1} kind", "{0} {2} with some {1} ones in between"];

    public static readonly string[] Periods = [" from the {0}", ", mostly from the {0}", ", above all those of the {0}", ", often of the {0}", ", many of them from the {0}"];

    public static readonly string[] Themes =
        [", often described as {0}", " that people call {0}", ", with {0} as a recurring note", ", the kind that gets tagged {0}", ", where {0} is what people mention"];

    public static readonly string[] Makers = [" by {0}", ", a good number of them by {0}", ", preferably by {0}"];

    public static readonly string[] Missing = [", and stays away from {0}", ", but hardly ever {0}", " rather than {0}"];

    public static readonly string[] MissingPlural = [", and stay away from {0}", ", but hardly ever {0}", " rather than {0}"];

    public static readonly string[] Words = ["{1} with {0} in the title", "{1} around {0}", "{1} that have to do with {0}", "anything called {0}", "{1} such as those named {0}"];

    public static readonly string[] Wishes =
    [
        "I feel like {0}", "I am in the mood for {0}", "Could you suggest {0}", "I would like {0}", "Looking for {0}", "Show me {0}", "I could do with {0}", "Please find me {0}", "Today I want {0}",
        "What about {0}", "I fancy {0}", "Give me {0}", "It should be {0}", "I am after {0}",
    ];

    public static readonly string[] Things = ["a {0} {1}", "a good {0} {1}", "some {0} {1}", "a {0} {1} or the like", "a really good {0} {1}", "a {1} of the {0} kind", "a {0} {1} that I may not know"];

    /// <summary>As <see cref="Things"/>, but always one of them, for sentences that go on with "it".</summary>
    public static readonly string[] SingleThings = [.. Things.Where(t => t.StartsWith("a ", StringComparison.Ordinal))];

    public static readonly string[] WishPeriods = [" from the {0}", ", perhaps from the {0}", ", ideally one of the {0}", ", made in the {0}"];

    public static readonly string[] WishThemes = [", {0} if possible", ", preferably {0}", ", something people call {0}", ", the sort one would tag {0}"];

    public static T Pick<T>(this T[] choices, ref SplitMix64 random) => choices[random.Below(choices.Length)];

    public static bool Chance(this ref SplitMix64 random, int percent) => random.Below(100) < percent;
}
