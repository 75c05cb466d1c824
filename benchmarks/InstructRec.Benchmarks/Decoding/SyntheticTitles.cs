namespace InstructRec.Benchmarks.Decoding;

/// <summary>Titles like those of a shop, as token ids: frequent words are frequent, many share their beginning, some are doubles.</summary>
internal static class SyntheticTitles
{
    public static int[][] Create(int count, int seed = 1, int vocabulary = 32100, int minimum = 4, int maximum = 14)
    {
        Random random = new(seed);
        int[][] titles = new int[count][];
        for (int i = 0; i < count; i++)
        {
            if (i > 0 && random.Next(50) == 0)
            {
                titles[i] = titles[random.Next(i)];
                continue;
            }

            int length = random.Next(minimum, maximum + 1);
            int[] title = new int[length + 1];
            for (int t = 0; t < length; t++)
            {
                title[t] = 3 + (int)((vocabulary - 4) * Math.Pow(random.NextDouble(), 4));
            }

            title[length] = 1;
            titles[i] = title;
        }

        return titles;
    }
}
