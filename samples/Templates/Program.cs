Console.WriteLine("InstructRec templates");
