using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Scoring;
using InstructRec.Templates;
using InstructRec.Tokenization;

namespace InstructRec.Recommendation;

/// <summary>Turns requests into prompts and answers, one way for each task form. Managed memory only; safe from any thread.</summary>
internal sealed class ScoringPlanner(
    IInstructionFormatter formatter, T5Tokenizer tokenizer, FormattingOptions formatting, TitleScores titles)
{
    public ScoringPlan Plan(ScoringRequest request)
    {
        if (request.Candidates.Count == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Instruction, "a request has no candidates");
        }

        return request.Instruction.Task switch
        {
            TaskForm.Reranking => Likelihood(request, request.Candidates),
            TaskForm.Matching => Likelihood(request, listed: null),
            TaskForm.Pointwise => Pointwise(request),
            TaskForm.Pairwise => Pairwise(request),
            _ => throw new InstructRecException(InstructRecErrorKind.Instruction, "the instruction names no task form", remedy: "Set Instruction.Task, or rank through InstructionRecommender"),
        };
    }

    /// <summary>The text of a search through a catalogue.</summary>
    public FormattedInstruction Search(MatchingRequest request)
    {
        FormattedInstruction text = formatter.Format(request.Instruction with { Task = TaskForm.Matching }, null, formatting with { TemplateId = request.TemplateId });
        return text.Template.Strategy != TemplateStrategy.ChainOfThought
            ? text
            : throw new InstructRecException(InstructRecErrorKind.Template, "matching does not reason before its answer", text.Template.Id, "Name another template, or rank candidates with RankAsync");
    }

    private ScoringPlan Likelihood(ScoringRequest request, IReadOnlyList<Item>? listed)
    {
        FormattedInstruction text = Format(request, listed);
        return new ScoringPlan(
            [Prompt(request, text, titles.Tokens(request.Candidates)) with { AnswersAreTitles = true }],
            results => titles.Score(request.Candidates, results[0]) with { Prompts = [text], Reasoning = Reasoning([text], results) });
    }

    private ScoringPlan Pointwise(ScoringRequest request)
    {
        FormattedInstruction[] texts = [.. request.Candidates.Select(candidate => Format(request, [candidate]))];
        return new ScoringPlan([.. texts.Select(text => Prompt(request, text, AnswersOf(text.Template)))], Combine);

        CandidateScores Combine(IReadOnlyList<CandidateLikelihoods> results)
        {
            // log p(Yes) - log p(No): the logit of Yes against No.
            CandidateScore[] scores = [.. results.Select(r => ScoreCorrection.None.Apply(r.Sums[0] - r.Sums[1], 1))];
            return new CandidateScores(scores) { Probabilities = [.. scores.Select(s => Sigmoid(s.Total))], Prompts = texts, Reasoning = Reasoning(texts, results) };
        }
    }

    private ScoringPlan Pairwise(ScoringRequest request)
    {
        if (request.Candidates.Count != 2)
        {
            throw new InstructRecException(InstructRecErrorKind.Instruction, $"a pairwise request compares 2 candidates, not {request.Candidates.Count}");
        }

        IReadOnlyList<Item> forwards = request.Candidates, backwards = [request.Candidates[1], request.Candidates[0]];
        FormattedInstruction[] texts = [Format(request, forwards), Format(request, backwards)];
        bool byWord = texts[0].Template.Answers is not null;
        IReadOnlyList<int[]> Answers(IReadOnlyList<Item> order) => byWord ? AnswersOf(texts[0].Template) : titles.Tokens(order);
        return new ScoringPlan(
            [
                Prompt(request, texts[0], Answers(forwards)) with { AnswersAreTitles = !byWord },
                Prompt(request, texts[1], Answers(backwards)) with { AnswersAreTitles = !byWord },
            ],
            Combine);

        CandidateScores Combine(IReadOnlyList<CandidateLikelihoods> results)
        {
            // A title's likelihood is corrected as in any other task form; an answer word has nothing to correct.
            double there = byWord ? results[0].Sums[0] - results[0].Sums[1] : Difference(titles.Score(forwards, results[0]));
            double back = byWord ? results[1].Sums[0] - results[1].Sums[1] : Difference(titles.Score(backwards, results[1]));
            double first = (Sigmoid(there) + 1 - Sigmoid(back)) / 2;
            double logit = (there - back) / 2;
            return new CandidateScores([ScoreCorrection.None.Apply(logit / 2, 1), ScoreCorrection.None.Apply(-logit / 2, 1)])
            {
                Probabilities = Agreeing(first, logit),
                Prompts = texts,
                Reasoning = Reasoning(texts, results),
            };
        }
    }

    private static double Difference(CandidateScores scores) => scores.Scores[0].Total - scores.Scores[1].Total;

    /// <summary>The mean probability may fall on the other side than the mean logit when the orders disagree; the ranking goes by the logit, so the probability does too.</summary>
    private static double[] Agreeing(double first, double logit) => first > 0.5 == logit > 0 || logit == 0 ? [first, 1 - first] : [0.5, 0.5];

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));

    private FormattedInstruction Format(ScoringRequest request, IReadOnlyList<Item>? listed) => formatter.Format(
        request.Instruction,
        listed,
        formatting with
        {
            TemplateId = request.TemplateId,
            PermutationSeed = request.PermutationSeed,
            Strategy = request.Reasoning is null ? TemplateStrategy.Direct : TemplateStrategy.ChainOfThought,
        });

    private PlannedPrompt Prompt(ScoringRequest request, FormattedInstruction text, IReadOnlyList<int[]> answers)
    {
        bool reasons = text.Template is { Strategy: TemplateStrategy.ChainOfThought, Separator: not null };
        return reasons || request.Reasoning is null
            ? new PlannedPrompt(text, answers)
            {
                Reasoning = reasons ? new PlannedReasoning(SeparatorOf(text.Template), (request.Reasoning ?? ReasoningOptions.Default).MaxTokens) : null,
                Progress = request.Progress,
            }
            : throw new InstructRecException(
                InstructRecErrorKind.Template, "the template asks for no reasoning before its answer", text.Template.Id, "Name a chain-of-thought template, or none, or ask for no reasoning");
    }

    private int[] SeparatorOf(InstructionTemplate template) => tokenizer.Encode(template.Separator!)[..^1];

    private string[] Reasoning(IReadOnlyList<FormattedInstruction> texts, IReadOnlyList<CandidateLikelihoods> results) =>
        [.. texts.Zip(results).Where(pair => pair.Second.DecoderPrefix.Count > 0).Select(pair => tokenizer.Decode(
            [.. pair.Second.DecoderPrefix.SkipLast(SeparatorOf(pair.First.Template).Length)]))];

    private int[][] AnswersOf(InstructionTemplate template)
    {
        AnswerWords words = template.Answers ?? throw new InstructRecException(
            InstructRecErrorKind.Template, "a pointwise template without answer words cannot be scored", template.Id);
        return [tokenizer.Encode(words.First), tokenizer.Encode(words.Second)];
    }
}
