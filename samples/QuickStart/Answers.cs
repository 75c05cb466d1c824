using System.Globalization;
using InstructRec.Catalog;
using InstructRec.Data.Splits;
using InstructRec.Instructions;
using InstructRec.Recommendation;

namespace QuickStart;

/// <summary>Asks the recommender and prints what comes back: the instruction as the model read it, the ranking, the scores.</summary>
internal sealed class Answers(FilmData data, InstructionRecommender recommender)
{
    private const int Shown = 5;

    public async Task PrintExamplesAsync(CancellationToken cancellationToken)
    {
        int person = data.Split.EvaluatedPeople[0];
        Item[] history = HistoryOf(person);
        Item target = data.Dataset.Items[data.Split.Target(person, SplitPart.Test)];
        Item[] candidates = CandidatesOf(person);
        string taste = data.Teacher.WritePreference(history, 1) ?? "Something well made.";
        string wish = data.Teacher.WriteIntention(target, 3) ?? "something new";
        Intention attributes = data.Teacher.SpecificIntention(target) is { Form: not IntentionForm.None } specific ? specific : Intention.Vague(wish);
        Console.WriteLine();
        Console.WriteLine($"Person {data.Dataset.People[person]}, whose test item is \"{target.Title}\":");

        Instruction seen = new() { Preference = Preference.FromKnown(data.Split.Input(person, SplitPart.Test).ToArray().Select((item, i) => new Interaction(data.Dataset.Items[item], i))) };
        await RankAsync("1. What was watched (P1), choose among ten (reranking)", seen with { Task = TaskForm.Reranking }, candidates, cancellationToken);
        await RankAsync("2. A taste in words (P2), likeliest of ten titles", new Instruction { Preference = Preference.Explicit(taste), Task = TaskForm.Matching }, candidates, cancellationToken);
        await RankAsync("3. A wish (I1), beside what was watched", seen with { Intention = Intention.Vague(wish), Task = TaskForm.Matching }, candidates, cancellationToken);
        await MatchAsync("4. Attributes (I2), out of the whole catalogue (matching)", new Instruction { Intention = attributes }, cancellationToken);
        await JudgeAsync("5. Yes or no (pointwise)", seen, target, cancellationToken);
        await CompareAsync("6. Which of two (pairwise)", seen, target, candidates.First(c => c != target), cancellationToken);
    }

    public Item[] HistoryOf(int person) => [.. data.Split.Input(person, SplitPart.Test).ToArray().Select(i => data.Dataset.Items[i])];

    /// <summary>The frozen test candidates of a person, shuffled as the protocol shuffles them.</summary>
    public Item[] CandidatesOf(int person)
    {
        var rows = data.Candidates(SplitPart.Test).Rows.Where(r => r.Person == person).ToArray();
        int[] items = rows.Length > 0 ? [rows[0].Target, .. rows[0].Negatives] : [];
        InstructRec.Data.Candidates.SplitMix64.ForPerson(1, 9, person).Shuffle<int>(items);
        return [.. items.Select(i => data.Dataset.Items[i])];
    }

    public async Task RankAsync(string title, Instruction instruction, IReadOnlyList<Item> candidates, CancellationToken cancellationToken)
    {
        Ranking ranking = await recommender.RankAsync(instruction, candidates, new RankingOptions { Top = Shown }, cancellationToken);
        Print(title, ranking);
    }

    public async Task MatchAsync(string title, Instruction instruction, CancellationToken cancellationToken)
    {
        Ranking ranking = await recommender.MatchAsync(instruction, data.Dataset.Items, new RankingOptions { Top = Shown }, cancellationToken);
        Print(title, ranking);
    }

    public async Task JudgeAsync(string title, Instruction instruction, Item item, CancellationToken cancellationToken)
    {
        Judgement judgement = await recommender.JudgeAsync(instruction, item, cancellationToken: cancellationToken);
        Head(title, judgement.Prompts[0].Template.Id, judgement.Prompts[0].Text);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {(judgement.IsYes ? "Yes" : "No")} to \"{item.Title}\": probability of Yes {judgement.Probability:F3}"));
    }

    public async Task CompareAsync(string title, Instruction instruction, Item first, Item second, CancellationToken cancellationToken)
    {
        Comparison comparison = await recommender.CompareAsync(instruction, first, second, cancellationToken: cancellationToken);
        Head(title, comparison.Prompts[0].Template.Id, comparison.Prompts[0].Text);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"   \"{comparison.Preferred.Title}\" rather than \"{comparison.Other.Title}\": probability {comparison.Probability:F3} over both orders"));
    }

    private static void Print(string title, Ranking ranking)
    {
        Head(title, ranking.Prompts[0].Template.Id, ranking.Prompts[0].Text);
        foreach (RankedItem item in ranking.Items)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"   {item.Rank}. {Short(item.Item.Title),-48} {item.Score.Total,8:F2} = {item.Score.LikelihoodPart,7:F2} likelihood {item.Score.PriorPart,+7:+0.00;-0.00} prior {item.Score.PopularityPart,+6:+0.00;-0.00} popularity {item.Score.RetrievalPart,+7:+0.00;-0.00} retrieval"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {ranking.Timings.Total.TotalMilliseconds:F0} ms"));
    }

    private static void Head(string title, string template, string text)
    {
        Console.WriteLine();
        Console.WriteLine($"{title} [{template}]");
        Console.WriteLine($"   {(text.Length <= 420 ? text : $"{text[..200]} … {text[^210..]}")}");
    }

    private static string Short(string title) => title.Length <= 48 ? title : title[..47] + "…";
}
