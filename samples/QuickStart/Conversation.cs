using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Retrieval;

namespace QuickStart;

/// <summary>Wishes from the keyboard: a line is a wish (I1); a line that begins with <c>/</c> sets the person or the task form.</summary>
internal sealed class Conversation(FilmData data, Answers answers)
{
    private const int Candidates = 100;
    private readonly int[] _counts = data.Split.TrainingCounts();
    private readonly Bm25 _titles = new([.. data.Dataset.Items.Select(i => i.Title)]);
    private int? _person;
    private TaskForm _task = TaskForm.Matching;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine();
        Console.WriteLine("Type a wish. /person 12 ranks for someone, /person none for nobody; /task rerank|match|judge|compare; /quit ends.");
        while (!cancellationToken.IsCancellationRequested)
        {
            Console.Write($"{(_person is { } p ? $"person {data.Dataset.People[p]}" : "nobody")}, {_task.ToString().ToLowerInvariant()}> ");
            string? line = Console.ReadLine()?.Trim();
            if (line is null or "/quit")
            {
                return;
            }

            try
            {
                await AnswerAsync(line, cancellationToken);
            }
            catch (InstructRec.InstructRecException exception)
            {
                Console.Error.WriteLine(exception.Message);
            }
        }
    }

    private async Task AnswerAsync(string line, CancellationToken cancellationToken)
    {
        switch (line.Split(' ', 2, StringSplitOptions.TrimEntries))
        {
            case [""]:
                return;
            case ["/person", "none"]:
                _person = null;
                return;
            case ["/person", var id]:
                if (data.Dataset.TryFindPerson(id, out int person))
                {
                    _person = person;
                }
                else
                {
                    Console.Error.WriteLine($"There is no person '{id}'.");
                }

                return;
            case ["/task", var name]:
                SetTask(name);
                return;
            case [['/', ..], ..]:
                Console.Error.WriteLine($"There is no command '{line}'. Commands: /person, /task, /quit.");
                return;
            default:
                await WishAsync(line, cancellationToken);
                return;
        }
    }

    private void SetTask(string name)
    {
        TaskForm? task = name switch
        {
            "rerank" => TaskForm.Reranking,
            "match" => TaskForm.Matching,
            "judge" => TaskForm.Pointwise,
            "compare" => TaskForm.Pairwise,
            _ => null,
        };
        if (task is null)
        {
            Console.Error.WriteLine($"There is no task '{name}'. Tasks: rerank, match, judge, compare.");
            return;
        }

        _task = task.Value;
    }

    private async Task WishAsync(string wish, CancellationToken cancellationToken)
    {
        Item[] history = _person is { } person ? [.. data.Dataset.History(person).ToArray().Select(i => data.Dataset.Items[i])] : [];
        Instruction instruction = new() { Preference = history.Length > 0 ? Preference.Implicit(history) : Preference.None, Intention = Intention.Vague(wish), Task = _task };
        Item[] candidates = [.. CandidatesFor(wish, history).Take(_task is TaskForm.Reranking or TaskForm.Matching ? Candidates : 20)];
        switch (_task)
        {
            case TaskForm.Pointwise:
                await answers.JudgeAsync("Your wish", instruction, candidates[0], cancellationToken);
                return;
            case TaskForm.Pairwise:
                await answers.CompareAsync("Your wish", instruction, candidates[0], candidates[1], cancellationToken);
                return;
            default:
                await answers.RankAsync("Your wish", instruction, candidates, cancellationToken);
                return;
        }
    }

    /// <summary>Titles that share words with the wish, then the items most people know; nothing the person has seen.</summary>
    private IEnumerable<Item> CandidatesFor(string wish, Item[] history)
    {
        HashSet<string> seen = [.. history.Select(h => h.Id)];
        IEnumerable<int> popular = Enumerable.Range(0, _counts.Length).OrderByDescending(i => _counts[i]);
        return _titles.Find(wish, 20).Concat(popular.Take(2 * Candidates + history.Length)).Distinct().Select(i => data.Dataset.Items[i]).Where(i => !seen.Contains(i.Id));
    }
}
