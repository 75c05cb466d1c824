namespace InstructRec.Data.Teachers;

/// <summary>What full texts say beyond short ones. {0} is what is filled in, {s} one thing of the catalogue, {p} several; labels may be nouns or adjectives, so kinds stand before a noun or are quoted as what they are.</summary>
internal static class FullWording
{
    public static readonly string[] Openings =
    [
        "Judging by {0}, ", "Going by {0}, ", "If {0} are a guide, ", "Looking at {0}, ", "To judge from {0}, ", "As {0} show, ", "From {0} it seems that ", "Across {0}, ",
    ];

    public static readonly string[] Shares = ["; {1} of those chosen are {0} {p}", "; {1} of the choices were {0} {p}", "; {0} {p} make up {1} of the choices", "; {0} {p} are {1} of what was chosen"];

    public static readonly string[] Lately =
    [
        "; lately {0} {p} have come up more often", "; of late {0} {p} are chosen more often", "; the most recent choices lean towards {0} {p}", "; most recently it was {0} {p} above all",
    ];

    public static readonly string[] FurtherKinds =
    [
        "; now and then it is {0} {p} as well", "; {0} {p} turn up among the choices too", "; {0} {p} are there too, though less often", "; besides these there are some {0} {p}",
    ];

    /// <summary>As <see cref="FurtherKinds"/> where nothing can be said of how often.</summary>
    public static readonly string[] OtherKinds = ["; {0} {p} belong to it as well", "; {0} {p} come into it too", "; it may be {0} {p} too"];

    /// <summary>As <see cref="Wording.Verbs"/>, but none that speaks of a habit.</summary>
    public static readonly (string Singular, string Plural)[] Verbs =
    [
        ("likes", "like"), ("enjoys", "enjoy"), ("prefers", "prefer"), ("is drawn to", "are drawn to"), ("has a taste for", "have a taste for"), ("is fond of", "are fond of"), ("looks for", "look for"), ("goes for", "go for"),
    ];

    /// <summary>As <see cref="Wording.Pairs"/>, but none that speaks of several things.</summary>
    public static readonly string[] Pairs = ["{0} and {1} {2}", "{0} or {1} {2}", "{2} of the {0} and {1} kind"];

    public static readonly string[] Forms = ["{2} in {0} or {1} form", "{2} in {0} and {1} form", "{2} that come as {0} or {1}"];

    /// <summary>Tags may be names, nouns or adjectives: they are quoted as tags.</summary>
    public static readonly string[] Themes = [", often tagged {0}", ", with {0} as a recurring note", ", the kind that gets tagged {0}", ", where {0} is what people mention", ", widely tagged {0}"];

    public static readonly string[] Periods = [", mostly from the {0}", ", above all those of the {0}", ", often of the {0}", ", many of them from the {0}"];

    public static readonly string[] Makers = [", a good number of them by {0}", ", preferably by {0}", ", by {0} above all"];

    public static readonly string[] Missing = [", and {1} away from {0}", ", but hardly ever {0}", ", rather than {0}"];

    public static readonly string[] WishThemes = [", {0} if possible", ", preferably {0}", ", something tagged {0}", ", the sort one would tag {0}"];

    public static readonly string[] FurtherThemes = ["; {0} is a tag that several of them share", "; more than one of them is tagged {0}", "; the tag {0} comes up as well"];

    /// <summary>{a} is one thing of the kind, {k} several.</summary>
    public static readonly string[] WishKinds = [", one that also counts as {a}", ", one filed under {k} as well", ", one that is known as {a} too", ", and it should count as {a} too"];

    public static readonly string[] WishFurtherKinds = ["; if it is filed under {k} as well, so much the better", "; I do not mind {k} either", "; {k} suit me too", "; it may well count as {a} besides"];

    public static readonly string[] WishFurtherThemes = ["; the tag {0} would be a good sign", "; if people also tag it {0}, all the better", "; one that gets tagged {0} is what I mean"];

    public static readonly string[] WishMakers = ["; one by {0} would suit me", "; I trust what {0} makes", "; {0} should be behind it"];

    public static readonly string[] ReviewFurther = [", and one more thing: {0}", ". What matters as well: {0}", ". Also this: {0}", ", and then this: {0}"];

    /// <summary>What titles speak of may be one thing, several, or none that is counted: it never stands before a noun or after an article.</summary>
    public static readonly string[] AboutTopics = ["{1} to do with {0}", "{1} in the way of {0}", "{1} around {0}", "{1} that have to do with {0}", "whatever has to do with {0}", "{1} along the lines of {0}"];

    public static readonly string[] Topics =
    [
        "; there is an interest in {0} as well", "; titles speak of {0} as well", "; the choices touch on {0} too", "; something to do with {0} is never far away", "; besides that it is about {0}",
    ];

    public static readonly string[] NewestTopics =
    [
        "; the newest choice has to do with {0}", "; most recently it was something in the way of {0}", "; the last thing chosen was about {0}", "; the latest of them has to do with {0}",
    ];

    public static readonly string[] TopicThings = ["something in the way of {0}", "something to do with {0}", "something along the lines of {0}", "a good {s} when it comes to {0}"];

    public static readonly string[] WishTopics =
        ["; it should have to do with {0}", "; I have {0} in mind", "; I am thinking of {0} above all", "; anything that touches on {0} is welcome", "; what I picture has to do with {0}"];

    public static readonly string[] WishFurtherTopics = ["; if it is about {0} as well, all the better", "; something around {0} would suit me too", "; it may well touch on {0} besides"];

    /// <summary>How many of a number, in words that hold; null where it is too few to speak of.</summary>
    public static string? Share(int count, int of) => (4.0 * count / of) switch { >= 3.6 => "nearly all", >= 2.4 => "most", >= 1.6 => "about half", >= 0.9 => "a good part", _ => null };
}
